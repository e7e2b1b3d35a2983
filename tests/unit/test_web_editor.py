"""The configuration of the form, and what the setting WEB_EDITOR may say."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from newsroom.fields import FIELDS, SECTIONS, Kind
from newsroom.site import SettingsError, Site
from newsroom.web_editor import Form, Host, make_config, make_policy, parse_host
from tests.sites import site_of

FORGEJO = {
    "host": "forgejo", "url": "https://git.example.ir/", "repository": "office/tarvij",
    "app_id": "a1b2",
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Any) -> Site:
    return site_of(tmp_path)


def host(**changes: str | bool) -> Host:
    parsed = parse_host({**FORGEJO, **changes})
    assert parsed
    return parsed


def config(site: Site, **changes: str | bool) -> dict[str, Any]:
    years = {"news": frozenset({1404}), "courses": frozenset({0})}
    form = Form(host(**changes), 1405, years, ("ایمنی", "نشان استاندارد"))
    read: dict[str, Any] = json.loads(make_config(site, form))
    return read


def fields_of(collection: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for field in collection["fields"]}


def test_every_key_of_a_section_is_in_its_form_by_its_persian_name(site: Site) -> None:
    for collection in config(site)["collections"]:
        section = collection["folder"].split("/")[1]
        expected = {field.persian[0] for field in FIELDS if section in field.sections}
        assert set(fields_of(collection)) == expected | {"body"}


def test_each_section_has_a_form_for_this_year_and_for_each_folder_that_has_posts(
    site: Site,
) -> None:
    folders = [collection["folder"] for collection in config(site)["collections"]]
    for section in SECTIONS:
        assert f"content/{section}/1405" in folders
    assert folders[:2] == ["content/news/1405", "content/news/1404"]
    assert "content/courses" in folders
    assert folders[-1] == "content/pages"


def test_a_draft_is_the_default_and_nothing_but_title_status_and_text_is_demanded(
    site: Site,
) -> None:
    fields = fields_of(config(site)["collections"][0])
    assert fields["وضعیت"]["default"] == "پیش‌نویس"
    assert [name for name, field in fields.items() if field["required"]] == [
        "عنوان", "وضعیت", "body",
    ]  # fmt: skip


def test_what_a_post_needs_stands_above_its_text(site: Site) -> None:
    names = list(fields_of(config(site)["collections"][0]))
    assert names[: names.index("body")] == [
        "عنوان", "تاریخ", "وضعیت", "شناسه", "خلاصه", "نامک",
    ]  # fmt: skip


def test_what_the_table_shows_as_an_example_fits_the_pattern_of_its_field(site: Site) -> None:
    examples = {field.persian[0]: field.example for field in FIELDS}
    tried = 0
    for collection in config(site)["collections"]:
        for name, field in fields_of(collection).items():
            if "pattern" in field:
                tried += 1
                assert re.search(field["pattern"][0], examples[name]), name
    assert tried > 30


def test_each_kind_of_field_has_a_widget(site: Site) -> None:
    kinds = {field.persian[0]: field.kind for field in FIELDS}
    shown = {
        kinds[name]
        for collection in config(site)["collections"]
        for name, field in fields_of(collection).items()
        if name in kinds and field["widget"]
    }
    assert shown == set(Kind)


def test_tags_are_chosen_from_those_of_the_content(site: Site) -> None:
    fields = fields_of(config(site)["collections"][0])
    assert fields["برچسب‌ها"]["options"] == ["ایمنی", "نشان استاندارد"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("forgejo", {"api_root": "https://git.example.ir/api/v1"}),
        ("gitea", {"api_root": "https://git.example.ir/api/v1"}),
        ("gitlab", {"api_root": "https://git.example.ir/api/v4", "auth_type": "pkce"}),
    ],
)
def test_each_host_is_asked_in_its_own_way(kind: str, expected: dict[str, str]) -> None:
    common = {
        "name": kind, "repo": "office/tarvij", "branch": "main", "app_id": "a1b2",
        "base_url": "https://git.example.ir",
    }  # fmt: skip
    assert host(host=kind).backend == {**common, **expected}


def test_a_server_of_this_machine_needs_no_login() -> None:
    local = parse_host({"host": "local", "url": "http://127.0.0.1:8081/api/v1"})
    assert local
    assert local.backend == {
        "name": "proxy", "proxy_url": "http://127.0.0.1:8081/api/v1", "branch": "main",
    }  # fmt: skip


def test_a_change_waits_for_approval_where_that_is_wanted(site: Site) -> None:
    assert config(site, review=True)["publish_mode"] == "editorial_workflow"
    assert "publish_mode" not in config(site)


def test_no_host_no_form() -> None:
    assert parse_host({}) is None


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"host": "svn"}, "svn"),
        ({"url": "git.example.ir"}, "git.example.ir"),
        ({"url": "https://git.example.ir; script-src *"}, "full address"),
        ({"repository": ""}, "repository"),
        ({"app_id": ""}, "app_id"),
        ({"password": "x"}, "password"),
        ({"host": "gitea", "review": True}, "review"),
    ],
)
def test_a_setting_that_cannot_be_is_told(changes: dict[str, str | bool], word: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(word)):
        parse_host({**FORGEJO, **changes})


def test_the_form_may_speak_to_itself_and_to_its_host_alone() -> None:
    policy = make_policy(host(url="https://git.example.ir:3000/git"))
    addresses = set(re.findall(r"https?://[^ ;]+", policy))
    assert addresses == {"https://git.example.ir:3000"}
    assert policy.startswith("default-src 'none';")
