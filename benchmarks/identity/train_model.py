"""
Train the linkage that ships, and write it where the library reads it.

    python benchmarks/identity/train_model.py --data ../shared/data
"""

import argparse
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

from contracts import make_places, make_task

from maillon.identity import KnownAnswers, LinkageModel, train

MODEL = Path(__file__).parents[2] / "src/maillon/reference/parameters/identity_model.json"
_ABSENT = 0.1
_NAMES = (
    "Noms de titulaires écrits par les acheteurs (marchés publics, octobre 2018 à avril 2019) et"
    " structures inclusives (2019-2021) ; moitié des SIREN, l’autre sert à mesurer"
)
_PLACES = "Structures inclusives (2019-2021) rapprochées d’établissements SIRENE (octobre 2022)"


def train_on(folder: Path, *, day: str) -> LinkageModel:
    """Learn names on half of the units, places and activities on inclusive structures."""
    task = make_task(folder, absent_share=_ABSENT).split(measured=False)
    places = make_places(folder)
    return train(
        KnownAnswers(
            lines=task.lines,
            register=task.register,
            truth=task.truth,
            questions=("name", "reading", "work_place"),
            origin=_NAMES,
        ),
        [
            KnownAnswers(
                lines=places.lines,
                register=places.register,
                truth=places.truth,
                questions=("place", "street", "activity"),
                origin=_PLACES,
            )
        ],
        trained_on=day,
    )


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--day", default=dt.datetime.now(tz=dt.UTC).date().isoformat())
    given = parser.parse_args()
    model = train_on(given.data, day=given.day)
    model = replace(model, record={**model.record, "command": "benchmarks/identity/train_model.py"})
    text = json.dumps(model.to_dict(), ensure_ascii=False, indent=1)
    given.out.write_text(text + "\n", encoding="utf-8")
    print(f"{given.out}: {model.calibration}, thresholds {model.thresholds}")


if __name__ == "__main__":
    main()
