import subprocess
import sys


def test_office_libraries_are_loaded_only_when_asked_for():
    code = (
        "import sys, maillon.reports; "
        "print([name for name in ('docx', 'pptx', 'lxml', 'PIL', 'typst') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
