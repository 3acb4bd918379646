from datetime import UTC, date, datetime

from icalendar import Calendar

from maillon.reports.calendar_file import CalendarEntry, write_calendar

STAMP = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def read(*entries: CalendarEntry):
    calendar = Calendar.from_ical(
        write_calendar("Plan fictif", entries, stamped_at=STAMP, domain="maillon.test")
    )
    return list(calendar.walk("VEVENT"))


def test_the_last_day_of_an_action_is_in_the_calendar():
    (event,) = read(
        CalendarEntry(key="action-1", title="Essai", starts=date(2026, 3, 5), ends=date(2026, 3, 7))
    )
    # The end of the file is the first day that is free again (RFC 5545, 3.6.1).
    assert event.decoded("dtend") == date(2026, 3, 8)


def test_an_entry_keeps_its_name_so_that_calendars_move_it():
    first = CalendarEntry(key="meeting-4", title="A", starts=date(2026, 3, 5))
    moved = CalendarEntry(key="meeting-4", title="A", starts=date(2026, 4, 5), sequence=2)
    assert read(first)[0]["uid"] == read(moved)[0]["uid"] == "meeting-4@maillon.test"
    assert read(moved)[0]["sequence"] == 2


def test_separators_and_long_accented_lines_come_back_as_written():
    title = "Comité ; élu·e·s, « laine »\nsuite " + "é" * 200
    (event,) = read(CalendarEntry(key="k", title=title, starts=STAMP, ends=STAMP, place="A, B"))
    assert event["summary"] == title
    content = write_calendar(
        "Fictif",
        [CalendarEntry(key="k", title=title, starts=STAMP)],
        stamped_at=STAMP,
        domain="maillon.test",
    )
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_cancelled_meeting_is_said_so():
    (event,) = read(CalendarEntry(key="k", title="A", starts=STAMP, is_cancelled=True))
    assert event["status"] == "CANCELLED"
