"""The practice pages: a hosted checkout that says everywhere that it is practice, and the account's desk."""

from html import escape
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.fakes.stripe.acts import DECLINED
from tests.fakes.stripe.forms import decode
from tests.fakes.stripe.rules import digits
from tests.fakes.stripe.side import Object, Side

if TYPE_CHECKING:
    from tests.fakes.stripe.practice import PracticeStripe

_STYLE = """
body{margin:0;font:16px/1.5 system-ui,sans-serif;background:#f4f5f7;color:#1a1f26}
.mark{background:#fbefd5;color:#6b4400;padding:10px 16px;text-align:center;font-weight:600}
main{max-width:440px;margin:32px auto;background:#fff;border:1px solid #dde1e6;border-radius:8px;padding:24px}
main.wide{max-width:900px}h1{font-size:18px;margin:0 0 4px}.sum{font-size:30px;font-weight:600;margin:0 0 20px}
p.note{color:#57606a;margin:0 0 16px}p.bad{background:#fbe6e3;color:#a3271b;padding:10px 12px;border-radius:6px}
button{display:block;width:100%;padding:12px;margin:0 0 10px;border:1px solid #9aa3ad;border-radius:6px;font:inherit;
background:#fff;cursor:pointer;min-height:46px}button.first{background:#1f3a5f;border-color:#1f3a5f;color:#fff}
table{width:100%;border-collapse:collapse}td,th{text-align:left;padding:8px;border-bottom:1px solid #e5e8ec}
td form{display:inline}td{white-space:nowrap}
td button{display:inline;width:auto;padding:4px 10px;min-height:0;margin:0 4px 0 0}
"""
_ACTS = {"processing": ("settle", "bounce"), "succeeded": ("refund", "dispute")}


def pages(practice: "PracticeStripe") -> list[Route]:
    """Return the routes that a browser opens."""

    async def checkout(request: Request) -> Response:
        with practice.lock:
            found = _session(practice, request.path_params["name"])
            if found is None:
                return _page("Not here", "<p>There is no such practice checkout.</p>", status=404)
            how = _how(await request.body()) if request.method == "POST" else ""
            return _step(practice, *found, how)

    async def desk(request: Request) -> Response:
        with practice.lock:
            if request.method == "POST":
                form = decode((await request.body()).decode())
                _act(practice, str(form.get("act")), str(form.get("intent")))
                return RedirectResponse("/", 303)
            return _desk(practice)

    return [
        Route("/c/pay/{name}", checkout, methods=["GET", "POST"]),
        Route("/", desk, methods=["GET", "POST"]),
    ]


def _session(practice: "PracticeStripe", name: str) -> tuple[Side, Object] | None:
    for side in practice.sides.values():
        practice.expire_old(side)
        if name in side.sessions:
            return side, side.sessions[name]
    return None


def _how(body: bytes) -> str:
    return str(decode(body.decode()).get("how", ""))


def _step(practice: "PracticeStripe", side: Side, session: Object, how: str) -> Response:
    """Show the page, or do what was chosen on it and lead back as Stripe does."""
    if session["status"] != "open":
        return _page("Over", "<h1>This practice checkout is over.</h1><p>Go back to the page you came from.</p>")
    if how == "leave":
        return RedirectResponse(session["cancel_url"] or session["success_url"], 303)
    acts = practice.acts(live=side.live)
    if how == "declined":
        acts.pay(session["id"], "declined")
        return _form(session, DECLINED)
    if how in ("card", "debit"):
        acts.pay(session["id"], "card" if how == "card" else "debit")
        return RedirectResponse(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), 303)
    return _form(session)


def _form(session: Object, problem: str = "") -> Response:
    ways = [("card", "Pay by card", "card"), ("declined", "Pay with a card that is declined", "card")]
    ways += [("debit", "Pay by bank debit", "sepa_debit")]
    buttons = [
        f'<button name="how" value="{way}"{" class=first" if way == "card" else ""}>{words}</button>'
        for way, words, method in ways
        if method in session["payment_method_types"]
    ]
    bad = f'<p class="bad" role="alert">{escape(problem)} Nothing was charged.</p>' if problem else ""
    return _page(
        "Pay",
        f"<h1>Practice checkout</h1><p class=sum>{_amount(session['amount_total'], session['currency'])}</p>{bad}"
        '<p class="note">No card number is asked for. Choose what the payer does:</p>'
        f'<form method="post">{"".join(buttons)}<button name="how" value="leave">Leave without paying</button></form>',
    )


def _act(practice: "PracticeStripe", act: str, intent: str) -> None:
    for live, side in practice.sides.items():
        if intent in side.intents and act in _ACTS.get(side.intents[intent]["status"], ()):
            acts: Any = practice.acts(live=live)
            left = side.intents[intent]["amount_received"] - side.refunded(intent)
            if act != "refund" or left:
                getattr(acts, act)(*((intent, left) if act == "refund" else (intent,)))


def _desk(practice: "PracticeStripe") -> Response:
    rows = [_row(side, one) for side in practice.sides.values() for one in side.intents.values()]
    body = "".join(rows) or "<tr><td colspan=4>No payment yet.</td></tr>"
    return _page(
        "Practice Stripe",
        "<h1>Practice Stripe</h1><p class=note>What the payer's bank and Stripe do is chosen here.</p>"
        f"<table><tr><th>Payment</th><th>Amount</th><th>State</th><th></th></tr>{body}</table>",
        wide=True,
    )


def _row(side: Side, intent: Object) -> str:
    words = {"settle": "arrives", "bounce": "comes back", "refund": "give back", "dispute": "dispute"}
    buttons = "".join(
        f'<form method="post"><input type="hidden" name="intent" value="{intent["id"]}">'
        f'<button name="act" value="{act}">{words[act]}</button></form>'
        for act in _ACTS.get(intent["status"], ())
    )
    state = intent["status"].replace("_", " ")
    if back := side.refunded(intent["id"]):
        state += f", given back {_amount(back, intent['currency'])}"
    amount = _amount(intent["amount"], intent["currency"])
    return f"<tr><td>{intent['id']}</td><td>{amount}</td><td>{state}</td><td>{buttons}</td></tr>"


def _amount(amount: int, currency: str) -> str:
    places = digits(currency)
    return f"{amount / 10**places:,.{places}f} {escape(currency.upper())}"


def _page(title: str, body: str, *, status: int = 200, wide: bool = False) -> HTMLResponse:
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title} (practice)</title><style>{_STYLE}</style>"
        f'<body><div class="mark">PRACTICE. No money moves here. This is not Stripe.</div>'
        f"<main{' class=wide' if wide else ''}>{body}</main></body></html>",
        status,
    )
