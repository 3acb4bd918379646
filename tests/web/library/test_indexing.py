"""The index: made again when it must, by one process, and never with what is not published."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from tests.web.library.conftest import PUBLIC_KEY, make_sheet

from maillon.reference.experiences import list_sheets
from maillon_web.jobs.models import Job, JobState
from maillon_web.library.models import Contribution
from maillon_web.library.selectors.readers import MEMBER
from maillon_web.library.services import contributions as services
from maillon_web.library.services import indexing


def test_it_is_made_once_until_something_changes(library, bundled):
    assert not indexing.ensure_index()
    bundled.append(make_sheet("nouvelle", "Exemple fictif : nouvelle"))
    assert indexing.ensure_index()
    assert library.get("nouvelle").sheet.title == "Exemple fictif : nouvelle"
    assert not indexing.ensure_index()


def test_a_sheet_that_maillon_no_longer_brings_goes_away(library, bundled):
    del bundled[0]
    indexing.ensure_index()
    assert PUBLIC_KEY not in {hit.key for hit in library.search("", limit=50).hits}


def test_a_lost_file_comes_back_with_what_people_published(library, people, write_sheet):
    kept = write_sheet(people.lead)
    services.propose(kept, author=people.lead)
    services.publish(kept, visibility="public", note="", author=people.lead)
    library.rebuild([], "")
    assert indexing.ensure_index()
    assert library.get(kept.key).sheet.title == kept.title
    assert library.count(MEMBER) == 5


def test_what_the_index_kept_by_mistake_goes_away(library, people, write_sheet):
    kept = write_sheet(people.lead)
    services.propose(kept, author=people.lead)
    services.publish(kept, visibility="public", note="", author=people.lead)
    indexing.ensure_index()
    Contribution.objects.update(published_visibility="", state="withdrawn")
    assert not indexing.ensure_index()
    assert kept.key not in {hit.key for hit in library.search("", limit=50).hits}


def test_several_at_once_make_it_once(library, bundled, transactional_db, monkeypatch):
    made = []
    rebuild = type(library).rebuild

    def count(self, entries, fingerprint):
        made.append(fingerprint)
        return rebuild(self, entries, fingerprint)

    monkeypatch.setattr(type(library), "rebuild", count)
    bundled.append(make_sheet("nouvelle", "Exemple fictif : nouvelle"))

    def ensure(_number: int) -> None:
        try:
            indexing.ensure_index()
        finally:
            connections.close_all()

    monkeypatch.setattr(indexing, "refresh_contributions", lambda _numbers: None)
    monkeypatch.setattr(indexing, "_iter_published", list)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ensure, range(4)))
    assert len(made) == 1


def test_the_daily_work_says_how_many_sheets_there_are(
    library, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        job = indexing.ask_index(people.lead)
    job = Job.objects.get(pk=job.pk)
    assert job.state == JobState.DONE
    assert "4" in job.message


def test_the_sheets_that_come_with_maillon_can_all_be_read(settings, tmp_path, client, db):
    settings.HOME = tmp_path
    indexing.ensure_index()
    opened = indexing.get_library()
    sheets = list_sheets()
    assert opened.count(MEMBER) == len({sheet.key for sheet in sheets}) > 100
    for sheet in sheets[:: max(1, len(sheets) // 25)]:
        status = 200 if sheet.visibility == "public" else 404
        assert client.get(f"/bibliotheque/fiches/{sheet.key}/").status_code == status
    opened.close()
