"""``glimt config show``: what is in effect, from where, and as a configuration itself."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import asdict

from cli.writing import RULE_SET, Run, fine, plan, report, rules_folder, write
from glimt_rules.documents.source import Source
from glimt_rules.errors import InputError
from glimt_rules.suggest.weights import Weights
from glimt_tui.cli.schema import schema_of
from glimt_tui.config import Loaded, load_config, read_config
from glimt_tui.language import texts_in
from glimt_tui.sms_templates import LANGUAGES, TEXTS, default

WHOLE = """\
families = ["senter", "nasjonal"]
language = "en"
rule_directories = [
  "rules",
]
database = "../data/glimt.db"
admins = ["åse", "DOM\\\\bo"]
staff_group = "domain users"
booking_days = 7

[keys]
find = "\\\\, f7"
book = "æ"

[centre]
washing_minutes = 6
name = "Sæt\\u200bra \\"åpent\\" \\\\ hus"
opening_hours = { mon = ["10:00-12:00", "13:00-17:00"], sun = [] }
"""
DEFAULTS = {
    "language": "nb",
    "families": ["kommunal", "nasjonal", "senter", "stottekontakt"],
    "plugins": None,
    "rule_directories": [],
    "python_in_rule_directories": False,
    "rule_seconds": 10.0,
    "database": None,
    "staff_group": None,
    "admins": [],
    "admin_group": None,
    "service_user": None,
    "retention_days": 10,
    "booking_days": 28,
    "backup_days": 10,
    "follow_up_days": 14,
    **{f"weights.{change}": weight for change, weight in asdict(Weights()).items()},
    "sms.centre": None,
    "sms.may_name": [],
    **{
        f"sms.{language}.{text}": default(text, texts_in(language))
        for language in LANGUAGES
        for text in TEXTS
    },
    "centre.name": None,
    "centre.health_service": False,
    "centre.cleaning_minutes": 15,
    "centre.washing_minutes": 10,
    **{
        f"centre.opening_hours.{day}": ["08:00-21:00"]
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    },
}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    (tmp_path / "conf").mkdir()
    rules_folder(tmp_path / "conf" / "rules", mine=RULE_SET)
    path = tmp_path / "conf" / "c.toml"
    path.write_text(WHOLE, "utf-8")
    return path


def values(found: Any) -> dict[str, Any]:
    return {one["key"]: one["value"] for one in found["values"]}


def comments(text: str) -> dict[str, str]:
    """What stands at the end of the line of each key."""
    lines = [line for line in text.splitlines() if " = " in line]
    return {line.split(" = ")[0]: line.rpartition("  # ")[2] for line in lines}


def test_without_a_configuration_everything_is_the_default(glimt: Run) -> None:
    shown = glimt("config", "show", "--format", "json")
    assert (shown.returncode, shown.stderr) == (0, "")
    found = report(shown)
    assert found["file"] is None
    assert values(found) == DEFAULTS
    assert {one["from"] for one in found["values"]} == {"default"}
    text = glimt("config", "show", env={"LANG": "en_GB.UTF-8"}).stdout
    assert set(comments(text).values()) == {"default", "the locale"}
    assert "# name is not set  # default\n" in text


def test_every_value_has_the_line_that_it_comes_from(glimt: Run, whole: Path) -> None:
    done = glimt("config", "show", "--config", "conf/c.toml")
    assert (done.returncode, done.stderr) == (0, "")
    at = "conf/c.toml:{}".format
    assert comments(done.stdout) == {
        "language": at(2), "families": at(1), "rule_directories": at(3),
        "database": at(6), "staff_group": at(8), "admins": at(7), "booking_days": at(9),
        "retention_days": "default", "backup_days": "default", "follow_up_days": "default",
        "python_in_rule_directories": "default", "rule_seconds": "default",
        **dict.fromkeys(asdict(Weights()), "default"),
        **dict.fromkeys(TEXTS, "default"), "may_name": "default",
        "find": at(12), "book": at(13),
        "name": at(17), "health_service": "default", "cleaning_minutes": "default",
        "washing_minutes": at(16), **dict.fromkeys(["mon", "sun"], at(18)),
        **dict.fromkeys(["tue", "wed", "thu", "fri", "sat"], at(18)),
    }  # fmt: skip


def test_an_option_and_the_locale_are_named_where_they_choose_the_language(
    glimt: Run, whole: Path
) -> None:
    config = ["config", "show", "--config", str(whole)]
    assert comments(glimt(*config, "--lang", "nb").stdout)["language"] == "--lang"
    assert values(report(glimt(*config, "--lang=nb", "--format=json")))["language"] == "nb"
    norwegian = {"LANG": "nb_NO.UTF-8"}
    assert comments(glimt(*config, env=norwegian).stdout)["language"].endswith("c.toml:2")
    found = report(glimt("config", "show", "--format", "json", env=norwegian))["values"][0]
    assert (found["value"], found["from"]) == ("nb", "locale")


@pytest.mark.parametrize("given", [True, False])
def test_what_is_shown_is_a_configuration_that_gives_the_same(
    glimt: Run, whole: Path, tmp_path: Path, given: bool
) -> None:
    config = ["--config", str(whole)] if given else []
    shown = glimt("config", "show", *config).stdout
    tomllib.loads(shown)
    again = tmp_path / "elsewhere" / "again.toml"
    again.parent.mkdir()
    again.write_text(shown, "utf-8")
    both = [
        values(report(glimt("config", "show", "--format", "json", *options)))
        for options in (config, ["--config", str(again)])
    ]
    assert both[0] == both[1]
    assert both[0]["database"] == (f"{tmp_path}/data/glimt.db" if given else None)
    assert both[0]["admins"] == (["åse", "DOM\\bo"] if given else [])
    assert both[0].get("keys.find") == ("\\, f7" if given else None)
    assert both[0]["centre.name"] == ('Sæt\u200bra "åpent" \\ hus' if given else None)
    write(tmp_path / "plan.toml", plan(fine()))
    judged = [
        glimt("check", "plan.toml", "--format", "json", *options).stdout
        for options in (config, ["--config", str(again)])
    ]
    assert judged[0] == judged[1]


def test_a_configuration_in_json_is_shown_as_toml(glimt: Run, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{\n "language": "en",\n "centre": {\n  "name": "A"\n}}\n')
    shown = glimt("config", "show", "--config", "c.json").stdout
    assert 'language = "en"  # c.json:2\n' in shown
    assert 'name = "A"  # c.json:4\n' in shown


def test_the_places_that_were_looked_at_are_told_with_what_is_there(
    glimt: Run, tmp_path: Path
) -> None:
    sites = {"XDG_CONFIG_DIRS": f"{tmp_path}/one:{tmp_path}/two:relative::"}
    for path in ("two/glimt", ".config/glimt", "relative/glimt"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / ".config/glimt/glimt.toml").write_text('language = "en"\n')
    (tmp_path / "two/glimt/glimt.toml").write_text('language = "nb"\n')
    (tmp_path / "relative/glimt/glimt.toml").write_text('language = "nb"\n')
    shown = glimt("config", "show", env=sites).stdout
    head = [line for line in shown.splitlines() if line.startswith("#   ")]
    assert head == [
        "#   --config: not given",
        "#   $GLIMT_CONFIG: not given",
        "#   glimt.toml: not there",
        f"#   {tmp_path}/.config/glimt/glimt.toml: in effect",
        f"#   {tmp_path}/one/glimt/glimt.toml: not there",
        f"#   {tmp_path}/two/glimt/glimt.toml: there, but a nearer one counts",
    ]
    named = {**sites, "GLIMT_CONFIG": "two/glimt/glimt.toml"}
    found = report(glimt("config", "show", "--format", "json", env=named))
    assert found["file"] == "two/glimt/glimt.toml"
    places = [
        (one["named_by"], one["exists"], one["in_effect"])
        for one in found["places"]
    ]  # fmt: skip
    assert places == [
        ("GLIMT_CONFIG", True, True),
        (None, False, False),
        (None, True, False),
        (None, False, False),
        (None, True, False),
    ]


def test_a_configuration_without_a_name_is_not_passed_over(glimt: Run, tmp_path: Path) -> None:
    (tmp_path / "glimt.toml").write_text('language = "en"\n')
    for option in (["--config", ""], ["--config="]):
        done = glimt("config", "show", "--lang", "en", *option)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "error: --config: There is no such configuration file\n"


def test_everything_that_is_wrong_is_told_at_once(glimt: Run, tmp_path: Path) -> None:
    config = tmp_path / "glimt.toml"
    config.write_text('langauge = "en"\n[centre]\nwashing_minutes = -1\n')
    done = glimt("config", "show", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [
        "glimt.toml:1",
        "glimt.toml:3",
    ]
    (tmp_path / "empty").mkdir()
    config.write_text('rule_directories = [\n"gone",\n"empty"]\nfamilies = ["bydel"]\n')
    done = glimt("config", "show", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        'glimt.toml:2: error: rule_directories[0]: There is no folder of rule sets "gone"',
        'glimt.toml:3: error: rule_directories[1]: There is no rule set (*.toml) in "empty"; '
        "if it is to be empty, glimt rules lock says so",
        'glimt.toml:4: error: families: Nothing brings the family "bydel"; there are: '
        "kommunal, nasjonal, senter and stottekontakt",
    ]


# The keys of the database ------------------------------------------------------------------


def read(text: str) -> Loaded:
    return read_config(Source(name="glimt.toml", text=text, format="toml"), Path("conf/glimt.toml"))


def told(text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(InputError) as caught:
        read(text)
    return [
        (problem.line, problem.where, problem.message.text.format_map(problem.message.values))
        for problem in caught.value.problems
    ]


def test_the_database_is_looked_for_from_the_folder_of_the_configuration(tmp_path: Path) -> None:
    assert read('database = "data/glimt.db"').database == Path("conf/data/glimt.db")
    assert read('database = "/data/glimt.db"').database == Path("/data/glimt.db")
    assert read('database = "./~/glimt.db"').database == Path("conf/~/glimt.db")
    assert read('language = "en"').database is None
    (tmp_path / "c.toml").write_text('database = "glimt.db"')
    assert load_config(str(tmp_path / "c.toml")).database == tmp_path / "glimt.db"


def test_everything_that_is_wrong_of_the_database_is_told_with_its_line() -> None:
    wrong = """\
database = "~/glimt.db"
staff_group = "a:b"
admins = [
  "ane",
  " bo",
  "senter",
  "ane",
]
admin_group = ""
service_user = "senter"
retention_days = 366
booking_days = 6
backup_days = -1
washing_minutes = 5
"""
    assert [(line, where) for line, where, _ in told(wrong)] == [
        (1, "database"),
        (2, "staff_group"),
        (5, "admins[1]"),
        (6, "admins[2]"),
        (7, "admins[3]"),
        (9, "admin_group"),
        (11, "retention_days"),
        (12, "booking_days"),
        (13, "backup_days"),
        (14, "washing_minutes"),
    ]


def test_what_is_wrong_of_the_database_is_told_in_the_order_of_lines() -> None:
    assert told("[centre]\nwashing_minutes = -1\n[[rooms]]\n")[0][0] == 2
    found = told('backup_days = -1\ndatabase = "~"\nlanguage = "nn"')
    assert [line for line, _, _ in found] == [1, 2, 3]


def test_a_user_as_whom_all_log_in_is_no_admin() -> None:
    ((line, where, text),) = told('admins = ["senter"]\nservice_user = "senter"')
    assert (line, where) == (1, "admins[0]")
    assert text == (
        '"senter" is the user as whom everybody logs in; an admin is named as --as does'
    )


WRONG = [
    'database = ""', 'database = "~/glimt.db"', 'database = "~ane/glimt.db"', "database = 1",
    'database = "a\\u0000b"', 'database = "a\\nb"', f'database = "{"a" * 4097}"',
    'staff_group = "a:b"', 'admin_group = ""', 'service_user = " ane"', 'service_user = "ane "',
    'service_user = " "', 'service_user = ["ane"]', f'staff_group = "{"a" * 65}"',
    'admins = "ane"', 'admins = ["a\\tb"]', 'admins = [""]', 'admins = [1]',
    'admins = ["ane", "ane"]', "retention_days = -1", "retention_days = 366",
    'retention_days = "10"', "retention_days = 1.5", "booking_days = 6", "booking_days = 3651",
    "backup_days = -1", "backup_days = 366", "backup_days = true",
    '[keys]\nbook = "up"', '[keys]\nbook = ""', '[keys]\nbook = "b,"', '[keys]\nbook = 1',
    '[keys]\nbok = "b"', '[keys]\nbook = "ctrl+i"', 'keys = "b"',
    "sms = 1", '[sms]\ncentre = ""', '[sms]\ncentre = " "', f'[sms]\ncentre = "{"a" * 41}"',
    '[sms]\nmay_name = "felles"', '[sms]\nmay_name = ["a b"]', '[sms]\nmay_name = [""]',
    '[sms]\nmay_name = ["a", "a"]', "[sms]\nmay_name = [1]", f'[sms]\nmay_name = ["{"a" * 65}"]',
    '[sms]\nsender = "a"', '[sms.nn]\nchange = "a"', '[sms.nb]\nchanged = "a"', "[sms]\nnb = 1",
    *(
        f"[sms.nb]\nchange = {text}\n[sms.en]\nchange = {text}"
        for text in (
            '""', '" "', '"\\n"', '"{"', '"a}"', '"{}"', '"{frst_name}"', '"{{day}}"', '"{day"',
            '"a\\tb"', '"a\\u202eb"', "1", f'"{"a" * 481}"',
        )
    ),
    '[sms.nb]\nchange = "a"', '[sms.en]\nreminder = "a"\n[sms.nb]\nchange = "a"',
]  # fmt: skip
RIGHT = [
    'database = "a b/æ.db"', 'database = "a~b"', f'database = "{"a" * 4096}"',
    'staff_group = "domain users"', 'admins = ["DOM\\\\ane", "ane@example.org", "b", "åse"]',
    "admins = []", 'service_user = "_glimt-1"', "retention_days = 0", "retention_days = 365",
    "booking_days = 7", "booking_days = 3650", "backup_days = 0", "backup_days = 365",
    '[keys]\nbook = "æ"', '[keys]\nbook = "æ, f7"', '[keys]\nfind = "/"\nbook = "ctrl+b"',
    "[sms]\nmay_name = []", '[sms]\nmay_name = ["felles", "rom-2", "ø"]',
    "[keys]", "[sms]", '[sms]\ncentre = "Huset på hjørnet"', "[sms.nb]\n[sms.en]",
    *(
        f"[sms.nb]\nchange = {text}\n[sms.en]\nchange = {text}"
        for text in (
            '"a"', '"{day}"', '" {day} "', '"a\\n\\n{day}{time}"', f'"{"a" * 480}"',
            '"€ – 😀 \\\\"',
            "\"\"\"\na\n{was}\n\"\"\"",
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize("text", [*WRONG, *RIGHT], ids=lambda text: text[:40])
def test_the_schema_and_glimt_agree_on_what_is_right(text: str) -> None:
    schema = Draft202012Validator(schema_of("config"))
    assert schema.is_valid(tomllib.loads(text)) == (text in RIGHT)
    if text in RIGHT:
        read(text)
    else:
        told(text)


def test_a_key_is_asked_for_where_it_is_nearly_right() -> None:
    ((line, _, text),) = told("\nretention_day = 3")
    assert line == 2
    assert text == 'There is no key "retention_day" here; did you mean "retention_days"?'


# The texts that are sent --------------------------------------------------------------------


def test_everything_that_is_wrong_of_the_texts_is_told_with_its_line() -> None:
    wrong = """\
[sms]
centre = " "
[sms.nb]
confirmation = "Hei {frst_name} {whom} {"
reminder = "a"
change = 1
[sms.en]
reminder = "b"
change = "c"
cancellation = " "
[sms.nn]
"""
    known = "first_name, centre, day, time, end, place, remember, instead and was"
    texts = texts_in("en")
    with pytest.raises(InputError) as caught:
        read(wrong)
    assert [
        (problem.line, problem.where, texts.sentence(problem.message))
        for problem in caught.value.problems
    ] == [
        (2, "sms.centre", "This name is blank"),
        (
            4,
            "sms.nb.confirmation",
            'There is no placeholder "frst_name"; did you mean first_name? There are: ' + known,
        ),
        (4, "sms.nb.confirmation", 'There is no placeholder "whom"; there are: ' + known),
        (
            4,
            "sms.nb.confirmation",
            "A brace encloses a placeholder, and nothing else; there are: " + known,
        ),
        (
            4,
            "sms.nb.confirmation",
            "This text is given in nb only; write sms.en.confirmation, too, or neither of them",
        ),
        (6, "sms.nb.change", "Found 1; text in quotes is wanted"),
        (
            10,
            "sms.en.cancellation",
            "This text says nothing; without the key, there is one that comes with Glimt",
        ),
        (
            10,
            "sms.en.cancellation",
            "This text is given in en only; write sms.nb.cancellation, too, or neither of them",
        ),
        (11, "sms.nn", 'There is no key "nn" here; allowed: centre, may_name, nb and en'),
    ]


def test_what_is_wrong_with_each_id_of_what_may_be_named_is_told() -> None:
    wrong = '[sms]\nmay_name = [\n"felles",\n"rom 2",\n"",\n"felles",\n1]\n'
    assert [(line, where) for line, where, _ in told(wrong)] == [
        (4, "sms.may_name[1]"),
        (5, "sms.may_name[2]"),
        (6, "sms.may_name[3]"),
        (7, "sms.may_name[4]"),
    ]
    assert read('[sms]\nmay_name = ["nowhere"]\n').config.sms.may_name == ("nowhere",)


def test_a_text_that_is_too_long_is_told_with_how_long_it_may_be() -> None:
    long = "a" * 481
    ((line, where, text),) = told(f'[sms.nb]\nchange = "{long}"\n[sms.en]\nchange = "b"')
    assert (line, where) == (2, "sms.nb.change")
    assert "481" in text
    assert "480" in text


def test_the_texts_in_effect_are_shown_and_can_be_taken_over(glimt: Run, tmp_path: Path) -> None:
    (tmp_path / "glimt.toml").write_text(
        '[sms.nb]\nchange = "a\\n{day}"\n[sms.en]\nchange = "b"\n', "utf-8"
    )
    shown = glimt("config", "show", "--lang", "en").stdout
    assert 'change = "a\\n{day}"  # glimt.toml:2\n' in shown
    table = tomllib.loads(shown)["sms"]
    assert table["nb"]["change"] == "a\n{day}"
    assert table["nb"]["reminder"] == default("reminder", texts_in("nb"))
    assert read(shown).config.sms.en.change == "b"
