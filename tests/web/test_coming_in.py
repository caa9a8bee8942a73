"""Coming in: personal links, screens' links, PINs; what ends a session; whose cookie and whose token counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from contest.services import accounts
from contest.services.actor import Role
from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import FakeClock, act, opened, sheet_id
from tests.web.conftest import Api, Browser

HOMES = {
    "organiser": "/organiser/",
    "secretary": "/secretary/",
    "head_judge": "/secretary/",
    "auditor": "/secretary/",
    "director": "/director/",
    "mc": "/mc/",
    "stage": "/stage/",
    "overlay": "/overlay/",
    "judge": "/judge/",
}


class TestALink:
    @pytest.mark.parametrize(("role", "home"), HOMES.items())
    def test_logs_its_bearer_in_and_goes_to_his_page(self, browser: Browser, cast: Cast, role: str, home: str) -> None:
        page = browser.enter(cast.by_role()[role])
        assert (page.status_code, page.request.path) == (200, home)

    def test_of_a_person_works_once(self, browsers: Callable[[], Browser], cast: Cast) -> None:
        first, second = browsers(), browsers()
        assert first.enter(cast.secretary).status_code == 200
        page = second.enter(cast.secretary)
        assert page.status_code == 401
        assert "một lần" in page.get_data(as_text=True)
        assert second.open("/secretary/").status_code == 401
        assert first.open("/secretary/").status_code == 200

    def test_opened_again_in_the_same_browser_is_fine(self, browser: Browser, cast: Cast) -> None:
        for _ in range(3):
            assert browser.enter(cast.director).status_code == 200

    @pytest.mark.parametrize("screen", ["stage", "overlay"])
    def test_of_a_screen_works_as_often_as_needed(
        self, browsers: Callable[[], Browser], cast: Cast, screen: str
    ) -> None:
        for _ in range(4):
            assert browsers().enter(getattr(cast, screen)).status_code == 200

    def test_takes_its_query_along(self, client: FlaskClient, cast: Cast) -> None:
        answer = client.get(f"/enter/{cast.stage.token}?safe=5&lang=vi")
        assert answer.location == "/stage/?safe=5&lang=vi"

    @pytest.mark.parametrize("token", ["x", "x" * 3000, "%F0%9F%98%80", "%00", "..%2f.."])
    def test_that_nobody_issued_explains_itself(self, client: FlaskClient, token: str) -> None:
        answer = client.get(f"/enter/{token}")
        assert answer.status_code in (401, 404)
        assert answer.content_type.startswith("text/html")

    def test_sets_a_cookie_that_scripts_and_other_sites_cannot_use(self, client: FlaskClient, cast: Cast) -> None:
        cookie = client.get(f"/enter/{cast.secretary.token}").headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert cast.secretary.token not in cookie

    def test_lets_one_browser_hold_several_roles(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.organiser)
        browser.enter(cast.director)
        assert browser.open("/organiser/").status_code == 200
        assert browser.open("/director/").status_code == 200
        assert browser.open("/mc/").status_code == 200

    def test_revoked_ends_the_browsers_session(self, house: House, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.director)
        assert browser.open("/director/").status_code == 200
        act(house, cast.organiser, accounts.revoke, cast.director.actor.credential_id or 0)
        assert browser.open("/director/").status_code == 401
        assert browser.write("POST", "/show/black", {"bus": "both"}).status_code == 401

    def test_revoked_ends_the_token_too(self, house: House, api: Callable[[Person], Api], cast: Cast) -> None:
        act(house, cast.organiser, accounts.revoke, cast.director.actor.credential_id or 0)
        assert api(cast.director)("GET", "/show").status_code == 401

    def test_does_not_reach_into_another_session_after_leaving(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.director)
        browser.enter(cast.mc)
        answer = browser.client.post("/leave/director", data={"csrf_token": browser.csrf})
        assert answer.status_code == 302
        assert browser.open("/director/").status_code == 403, "an MC by now"
        assert browser.open("/mc/").status_code == 200


class TestACookieTornOnItsWay:
    """A cut answer leaves the browser a stump of the cookie, kept for one folder and sent before the whole one."""

    @pytest.mark.parametrize("kept", [20, 84, -3], ids=["of the value", "before the signature", "of the signature"])
    def test_does_not_shut_its_judge_out(self, browser: Browser, cast: Cast, kept: int) -> None:
        browser.enter(cast.judge(1))
        whole = browser.client.get_cookie(browser.client.application.config["SESSION_COOKIE_NAME"])
        assert whole is not None
        both = {"Cookie": f"{whole.key}={whole.value[:kept]}; {whole.key}={whole.value}"}
        gear = browser.client.application.test_client(use_cookies=False)
        assert gear.get("/api/v1/judge/sheets", headers=both).status_code == 200
        assert gear.get("/judge/", headers=both).status_code == 200

    def test_alone_is_nobodys(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.judge(1))
        whole = browser.client.get_cookie(browser.client.application.config["SESSION_COOKIE_NAME"])
        assert whole is not None
        gear = browser.client.application.test_client(use_cookies=False)
        torn = {"Cookie": f"{whole.key}={whole.value[:-3]}"}
        assert gear.get("/api/v1/judge/sheets", headers=torn).status_code == 401

    def test_can_only_be_one_of_a_page(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.judge(1))
        assert "Set-Cookie" in browser.client.get("/judge/").headers
        assert "Set-Cookie" not in browser.client.get("/api/v1/judge/sheets").headers


class TestAPin:
    def login(self, browser: Browser, judge: str, pin: str) -> int:
        page = browser.client.get("/judge/login").get_data(as_text=True)
        token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        answer = browser.client.post("/judge/login", data={"judge": judge, "pin": pin, "csrf_token": token})
        return answer.status_code

    def test_of_the_card_opens_the_pad(self, browser: Browser, cast: Cast) -> None:
        assert self.login(browser, "j1", cast.judge(1).pin or "") == 302
        page = browser.open("/judge/")
        assert (page.status_code, page.request.path) == (200, "/judge/")
        assert "Giám khảo 1" in page.get_data(as_text=True)

    def test_typed_with_blanks_is_understood(self, browser: Browser, cast: Cast) -> None:
        assert self.login(browser, "j1", f" {cast.judge(1).pin} ") == 302

    @pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "１２３４５６"])
    def test_that_is_none_is_refused(self, browser: Browser, pin: str) -> None:
        assert self.login(browser, "j1", pin) == 422
        assert browser.open("/judge/").request.path == "/judge/login"

    def test_of_another_judge_is_refused_in_words(self, browser: Browser, cast: Cast) -> None:
        if cast.judge(1).pin == cast.judge(2).pin:
            pytest.skip("chance gave both judges the same PIN")
        assert self.login(browser, "j2", cast.judge(1).pin or "") == 422

    def test_of_nobody_is_refused(self, browser: Browser, cast: Cast) -> None:
        assert self.login(browser, "j9", cast.judge(1).pin or "") == 422

    def test_cannot_be_guessed_by_trying(self, browser: Browser, cast: Cast) -> None:
        wrong = "000000" if cast.judge(1).pin != "000000" else "000001"
        found = [self.login(browser, "j1", wrong) for _ in range(14)]
        assert found[:12] == [422] * 12
        assert found[12:] == [429, 429]
        assert self.login(browser, "j1", cast.judge(1).pin or "") == 429

    def test_without_the_forms_token_is_refused(self, client: FlaskClient, cast: Cast) -> None:
        answer = client.post("/judge/login", data={"judge": "j1", "pin": cast.judge(1).pin})
        assert answer.status_code == 403
        assert client.get("/judge/").location == "/judge/login"


class TestCsrf:
    def test_a_write_by_cookie_needs_the_pages_token(self, house: House, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.director)
        refused = browser.write("POST", "/show/black", {"bus": "both"}, csrf=False)
        assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/csrf")
        assert browser.write("POST", "/show/black", {"bus": "both"}).status_code == 200

    def test_the_token_of_another_browser_does_not_do(self, browsers: Callable[[], Browser], cast: Cast) -> None:
        mine, other = browsers(), browsers()
        mine.enter(cast.director)
        other.enter(cast.stage)
        mine.csrf = other.csrf
        assert mine.write("POST", "/show/black", {"bus": "both"}).status_code == 403

    def test_a_write_with_a_token_of_its_own_needs_none(self, api: Callable[[Person], Api], cast: Cast) -> None:
        assert api(cast.director)("POST", "/show/black", {"bus": "both"}).status_code == 200

    def test_a_form_needs_it_too(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.organiser)
        answer = browser.client.post("/organiser/links", data={"who": "mc", "name": "MC Lan"})
        assert answer.status_code == 403


class TestABearer:
    def test_never_borrows_from_the_cookie(self, house: House, browser: Browser, cast: Cast) -> None:
        """A judge's token in the browser of the secretary stays a judge's token."""
        performance = opened(house, cast)
        browser.enter(cast.secretary)
        headers = {"X-CSRFToken": browser.csrf}
        path = f"/api/v1/performances/{performance}/close"
        assert browser.client.post(path, headers=headers | cast.judge(1).bearer).status_code == 403
        assert browser.client.post(path, headers=headers | {"Authorization": "Bearer nonsense"}).status_code == 401
        assert browser.client.get("/secretary/", headers=cast.judge(1).bearer).status_code == 403
        assert browser.client.post(path, headers=headers).status_code == 200

    def test_leaves_the_browser_as_it_was(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.secretary)
        browser.client.get("/judge/", headers=cast.judge(1).bearer)
        assert browser.open("/secretary/").status_code == 200
        assert browser.open("/judge/").request.path == "/judge/login"


class TestTheOrganisersLinks:
    def issue(self, browser: Browser, who: str, name: str = "") -> str:
        answer = browser.client.post("/organiser/links", data={"who": who, "name": name, "csrf_token": browser.csrf})
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def token_in(self, page: str) -> str:
        return page.split("/enter/")[1].split('"', maxsplit=1)[0].split("<", maxsplit=1)[0].strip()

    def test_are_shown_once_and_work(
        self, browsers: Callable[[], Browser], browser: Browser, cast: Cast, api: Callable[[Person], Api]
    ) -> None:
        browser.enter(cast.organiser)
        browser.open("/organiser/links")
        token = self.token_in(self.issue(browser, "mc", "MC Lan"))
        again = browser.open("/organiser/links").get_data(as_text=True)
        assert "MC Lan" in again
        assert token not in again
        assert browsers().open(f"/enter/{token}").request.path == "/mc/"

    def test_of_judges_come_with_a_pin(self, browser: Browser, cast: Cast, house: House) -> None:
        browser.enter(cast.organiser)
        browser.open("/organiser/links")
        token = self.token_in(self.issue(browser, "judge:j2"))
        with house.reading() as rows:
            actor = accounts.actor_for_token(rows, token)
        assert actor is not None
        assert (actor.role, actor.judge_key) == (Role.JUDGE, "j2")

    def test_can_be_revoked(self, browsers: Callable[[], Browser], browser: Browser, cast: Cast) -> None:
        browser.enter(cast.organiser)
        browser.open("/organiser/links")
        path = f"/organiser/links/{cast.mc.actor.credential_id}/revoke"
        assert browser.client.post(path, data={"csrf_token": browser.csrf}).status_code == 302
        assert browsers().enter(cast.mc).status_code == 401

    def test_are_for_nobody_that_is_not_listed(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.organiser)
        browser.open("/organiser/links")
        for who in ("house", "judge:j9", "", "public"):
            answer = browser.client.post("/organiser/links", data={"who": who, "name": "", "csrf_token": browser.csrf})
            assert answer.status_code == 422


def test_a_judge_works_by_cookie_just_as_by_token(house: House, browser: Browser, cast: Cast, clock: FakeClock) -> None:
    sheet = sheet_id(house, opened(house, cast), "j1")
    browser.enter(cast.judge(1))
    body = {"marks": {"noi-dung": "8", "phong-cach": "4.5"}, "based_on": 0}
    answer = browser.write("POST", f"/judge/sheets/{sheet}/submission", body)
    assert (answer.status_code, answer.get_json()["state"]) == (200, "submitted")
