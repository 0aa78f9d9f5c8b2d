"""Contacts through fast_bitrix24, as a user of that SDK would write it.

    fast_bitrix24_contacts.py http://127.0.0.1:PORT/rest/1/TOKEN/

The portal is seeded with 130 contacts and nothing else.
"""

import asyncio
import sys
import warnings

from aiohttp import ClientResponseError
from checks import Checks, equal, raises
from fast_bitrix24 import Bitrix, BitrixAsync
from fast_bitrix24.server_response import ErrorInServerResponseException

SEEDED = 130
CONTACT = 3  # entityTypeId
MISSING = 9_999_999

# With its own limits, the SDK would wait for half a second before each request beyond the 50th.
LIMITS = {"verbose": False, "request_pool_size": 250, "requests_per_second": 50.0}

b = Bitrix(sys.argv[1], **LIMITS)
check = Checks()

# get_all() warns where it thinks that a result is short: that has to fail a check.
warnings.simplefilter("error", RuntimeWarning)


def ids(records, key="ID"):
    return [int(record[key]) for record in records]


def get(contact):
    """One contact. (From call(), a single record comes wrapped in a name that the SDK made up.)"""
    return b.get_all("crm.contact.get", {"ID": contact})


def raw(method, params=None):
    """One plain request with its whole envelope; all else that call() does goes through a batch."""
    return b.call(method, params or {}, raw=True)


# --- one contact ---

with check("call(crm.contact.add) with one set of fields"):
    ada = b.call("crm.contact.add", {"fields": {
        "NAME": "Ada",
        "LAST_NAME": "Lovelace & Co + 100%",
        "BIRTHDATE": "1815-12-10",
        "PHONE": [{"VALUE": "+44 20 7946 0001", "VALUE_TYPE": "WORK"}],
    }})
    assert isinstance(ada, int) and ada > SEEDED, ada

with check("crm.contact.get, by get_all(), call() and raw"):
    record = get(ada)
    equal((record["ID"], record["NAME"], record["LAST_NAME"]), (str(ada), "Ada", "Lovelace & Co + 100%"))
    equal([p["VALUE"] for p in record["PHONE"]], ["+44 20 7946 0001"])
    equal(list(b.call("crm.contact.get", {"ID": ada}).values()), [record])
    answer = raw("crm.contact.get", {"ID": ada})
    equal(answer["result"], record)
    assert answer["time"]["duration"] >= 0

with check("call(crm.contact.update): add a phone, change one by ID, delete one"):
    first = record["PHONE"][0]["ID"]

    def phones():
        return [(p["VALUE"], p["VALUE_TYPE"]) for p in sorted(get(ada)["PHONE"], key=lambda p: int(p["ID"]))]

    equal(b.call("crm.contact.update", {"ID": ada, "fields": {"PHONE": [{"VALUE": "+44 20 7946 0002", "VALUE_TYPE": "MOBILE"}]}}), True)
    equal(phones(), [("+44 20 7946 0001", "WORK"), ("+44 20 7946 0002", "MOBILE")])
    b.call("crm.contact.update", {"ID": ada, "fields": {"PHONE": [{"ID": first, "VALUE": "+44 20 7946 0009", "VALUE_TYPE": "HOME"}]}})
    equal(phones(), [("+44 20 7946 0009", "HOME"), ("+44 20 7946 0002", "MOBILE")])
    b.call("crm.contact.update", {"ID": ada, "fields": {"PHONE": [{"ID": first, "DELETE": "Y"}]}})
    equal(phones(), [("+44 20 7946 0002", "MOBILE")])

with check("call(crm.contact.update, raw): a field cleared with null"):
    equal(raw("crm.contact.update", {"ID": ada, "fields": {"BIRTHDATE": None, "POST": "Analyst"}})["result"], True)
    record = get(ada)
    equal((record["BIRTHDATE"], record["POST"]), ("", "Analyst"))

with check("call(crm.contact.delete)"):
    equal(b.call("crm.contact.delete", {"ID": ada}), True)
    with raises(ClientResponseError):
        get(ada)

# --- lists ---

with check("get_all(crm.contact.list): the first page, and the others in one batch"):
    everybody = b.get_all("crm.contact.list", {"select": ["ID", "NAME", "LAST_NAME", "PHONE"]})
    equal(sorted(ids(everybody)), list(range(1, SEEDED + 1)))
    equal(len({c["PHONE"][0]["VALUE"] for c in everybody}), SEEDED)

with check("get_all with a filter, and with no result"):
    found = b.get_all("crm.contact.list", {"filter": {"=LAST_NAME": "Hopper", "!NAME": "Ada"}, "select": ["ID"]})
    equal(sorted(ids(found)), sorted(int(c["ID"]) for c in everybody if c["LAST_NAME"] == "Hopper" and c["NAME"] != "Ada"))
    equal(b.get_all("crm.contact.list", {"filter": {"@ID": [1, 2, 120]}, "select": ["ID"]}), [{"ID": "1"}, {"ID": "2"}, {"ID": "120"}])
    equal(b.get_all("crm.contact.list", {"filter": {"=NAME": "Nobody"}}), [])

with check("get_all without parameters"):
    equal(len(b.get_all("crm.contact.list")), SEEDED)

with check("the id cursor by hand: start=-1 and a filter by >ID"):
    # The SDK has no helper for it.
    last, seen = 0, []
    while page := raw("crm.contact.list", {"order": {"ID": "ASC"}, "filter": {">ID": last}, "select": ["ID"], "start": -1})["result"]:
        seen += ids(page)
        last = seen[-1]
    equal(seen, list(range(1, SEEDED + 1)))

with check("start and next by hand"):
    pages, start = [], 0
    while start is not None:
        answer = raw("crm.contact.list", {"order": {"ID": "ASC"}, "select": ["ID"], "start": start})
        pages.append(len(answer["result"]))
        equal(answer["total"], SEEDED)
        start = answer.get("next")
    equal(pages, [50, 50, 30])

with check("get_by_ID(crm.contact.get): 130 commands, named by their numbers"):
    by_id = b.get_by_ID("crm.contact.get", range(1, SEEDED + 1))
    equal({int(key): int(record["ID"]) for key, record in by_id.items()}, {n: n for n in range(1, SEEDED + 1)})

with check("list_and_get(crm.contact)"):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        whole = b.list_and_get("crm.contact")
    equal(len(whole), SEEDED)
    equal(whole["7"]["ORIGIN_ID"], "seed-7")

# --- batches ---

with check("call() with 120 sets of fields: three batches"):
    made = b.call("crm.contact.add", [{"fields": {"NAME": f"Batch {n}", "LAST_NAME": "Many"}} for n in range(120)])
    equal(len(set(made)), 120)
    read = b.call("crm.contact.get", [{"ID": i} for i in made])
    equal({r["NAME"] for r in read}, {f"Batch {n}" for n in range(120)})
    equal(b.call("crm.contact.update", [{"ID": i, "fields": {"POST": "Buyer"}} for i in made]), (True,) * 120)
    equal(len(b.get_all("crm.contact.list", {"filter": {"LAST_NAME": "Many", "POST": "Buyer"}, "select": ["ID"]})), 120)
    equal(b.call("crm.contact.delete", [{"ID": i} for i in made]), (True,) * 120)

with check("call_batch with $result references"):
    answer = b.call_batch({"halt": 0, "cmd": {
        "made": "crm.contact.add?fields[NAME]=Grace&fields[LAST_NAME]=Hopper",
        "read": "crm.contact.get?id=$result[made]",
        "copy": "crm.contact.add?fields[NAME]=$result[read][NAME]&fields[LAST_NAME]=After%20$result[read][ID]",
        "copied": "crm.contact.get?id=$result[copy]",
        "drop": "crm.contact.delete?id=$result[made]",
        "drop_copy": "crm.contact.delete?id=$result[copy]",
    }})
    equal((answer["copied"]["NAME"], answer["copied"]["LAST_NAME"]), ("Grace", f"After {answer['made']}"))
    equal((answer["drop"], answer["drop_copy"]), (True, True))

with check("call_batch with numbers for names: a list comes back"):
    answer = b.call_batch({"halt": 1, "cmd": {"0": "crm.contact.get?id=1", "1": "crm.contact.get?id=2"}})
    equal(ids(answer), [1, 2])

# --- descriptions ---

with check("get_all(crm.contact.fields)"):
    fields = b.get_all("crm.contact.fields")
    assert fields["PHONE"]["type"] == "crm_multifield" and fields["PHONE"]["isMultiple"] is True
    equal(fields["HONORIFIC"]["statusType"], "HONORIFIC")

# --- user fields ---

with check("crm.contact.userfield.add and get"):
    note, tier = b.call("crm.contact.userfield.add", [
        {"fields": {"FIELD_NAME": "SDK_NOTE", "USER_TYPE_ID": "string", "LABEL": "Note"}},
        {"fields": {"FIELD_NAME": "SDK_TIER", "USER_TYPE_ID": "enumeration", "LABEL": "Tier",
                    "LIST": [{"VALUE": "Gold"}, {"VALUE": "Silver"}]}},
    ])
    field = b.get_all("crm.contact.userfield.get", {"ID": tier})
    equal((field["FIELD_NAME"], field["EDIT_FORM_LABEL"]["en"]), ("UF_CRM_SDK_TIER", "Tier"))
    gold, silver = (int(option["ID"]) for option in field["LIST"])

with check("crm.contact.userfield.list, update"):
    equal({f["FIELD_NAME"] for f in b.get_all("crm.contact.userfield.list")}, {"UF_CRM_SDK_NOTE", "UF_CRM_SDK_TIER"})
    equal(b.call("crm.contact.userfield.update", {"ID": tier, "fields": {"LIST": [{"ID": silver, "DEL": "Y"}, {"VALUE": "Tin"}]}}), True)
    equal([o["VALUE"] for o in b.get_all("crm.contact.userfield.get", {"ID": tier})["LIST"]], ["Gold", "Tin"])

with check("a user field's values: written, read, searched for"):
    holder = b.call("crm.contact.add", {"fields": {"NAME": "Holder", "UF_CRM_SDK_NOTE": "first", "UF_CRM_SDK_TIER": gold}})
    record = get(holder)
    equal((record["UF_CRM_SDK_NOTE"], int(record["UF_CRM_SDK_TIER"])), ("first", gold))
    b.call("crm.contact.update", {"ID": holder, "fields": {"UF_CRM_SDK_NOTE": "second"}})
    found = b.get_all("crm.contact.list", {"filter": {"=UF_CRM_SDK_NOTE": "second", "UF_CRM_SDK_TIER": gold}, "select": ["ID", "UF_*"]})
    equal([(int(r["ID"]), r["UF_CRM_SDK_NOTE"]) for r in found], [(holder, "second")])

with check("crm.contact.userfield.delete"):
    equal(b.call("crm.contact.userfield.delete", [{"ID": note}, {"ID": tier}]), (True, True))
    equal(b.get_all("crm.contact.userfield.list"), [])
    assert "UF_CRM_SDK_NOTE" not in get(holder)

# --- companies ---

with check("crm.contact.company.fields"):
    equal(set(b.get_all("crm.contact.company.fields")), {"COMPANY_ID", "SORT", "IS_PRIMARY"})

with check("crm.contact.company.add, items.get"):
    equal(b.call("crm.contact.company.add", {"id": holder, "fields": {"COMPANY_ID": 11, "SORT": 20}}), True)
    equal(b.call("crm.contact.company.add", {"id": holder, "fields": {"COMPANY_ID": 12, "SORT": 10, "IS_PRIMARY": "Y"}}), True)
    equal(b.call("crm.contact.company.add", {"id": holder, "fields": {"COMPANY_ID": 12}}), False)
    links = b.get_all("crm.contact.company.items.get", {"id": holder})
    equal([(link["COMPANY_ID"], link["SORT"], link["IS_PRIMARY"]) for link in links], [(12, 10, "Y"), (11, 20, "N")])

with check("crm.contact.company.items.set, delete, items.delete"):
    equal(b.call("crm.contact.company.items.set", {"id": holder, "items": [{"COMPANY_ID": 21}, {"COMPANY_ID": 22, "IS_PRIMARY": "Y"}]}), True)
    linked = b.get_by_ID("crm.contact.company.items.get", [1, holder], ID_field_name="id")
    equal({int(key): [link["COMPANY_ID"] for link in links] for key, links in linked.items()}, {1: [], holder: [21, 22]})
    equal(b.call("crm.contact.company.delete", {"id": holder, "fields": {"COMPANY_ID": 22}}), True)
    equal([(link["COMPANY_ID"], link["IS_PRIMARY"]) for link in b.get_all("crm.contact.company.items.get", {"id": holder})], [(21, "Y")])
    equal(b.call("crm.contact.company.items.delete", {"id": holder}), True)
    equal(b.get_all("crm.contact.company.items.get", {"id": holder}), [])
    b.call("crm.contact.delete", {"ID": holder})

# --- the card ---

CARD = [{"name": "main", "title": "About", "type": "section", "elements": [{"name": "NAME"}, {"name": "LAST_NAME", "optionFlags": 1}]}]

with check("crm.contact.details.configuration: set, get, reset"):
    equal(b.call("crm.contact.details.configuration.get", {"scope": "P"}), None)
    equal(b.call("crm.contact.details.configuration.set", {"scope": "P", "data": CARD}), True)
    # What goes through a batch is text.
    section = b.get_all("crm.contact.details.configuration.get", {"scope": "P"})[0]
    equal((section["title"], section["elements"][1]), ("About", {"name": "LAST_NAME", "optionFlags": "1"}))
    equal(raw("crm.contact.details.configuration.set", {"scope": "P", "data": CARD})["result"], True)
    equal(raw("crm.contact.details.configuration.get", {"scope": "P"})["result"], CARD)
    equal(b.call("crm.contact.details.configuration.reset", {"scope": "P"}), True)
    equal(raw("crm.contact.details.configuration.get", {"scope": "P"})["result"], None)

with check("crm.contact.details.configuration.forceCommonScopeForAll"):
    # The SDK sends every method's name in lower case.
    equal(raw("crm.contact.details.configuration.set", {"scope": "C", "data": CARD})["result"], True)
    equal(raw("crm.contact.details.configuration.forceCommonScopeForAll")["result"], True)
    equal(b.call("crm.contact.details.configuration.reset", {"scope": "C"}), True)

# --- crm.item.* ---

with check("crm.item.add, get, update, delete"):
    made = b.call("crm.item.add", {"entityTypeId": CONTACT, "fields": {
        "name": "Radia", "lastName": "Perlman", "fm": [{"typeId": "PHONE", "valueType": "WORK", "value": "+1 555 0100"}],
    }})
    equal((made["name"], type(made["id"])), ("Radia", int))
    read = b.call("crm.item.get", {"entityTypeId": CONTACT, "id": made["id"]})
    equal([f["value"] for f in read["fm"]], ["+1 555 0100"])
    equal(b.call("crm.item.update", {"entityTypeId": CONTACT, "id": made["id"], "fields": {"post": "Engineer"}})["post"], "Engineer")
    equal(raw("crm.item.delete", {"entityTypeId": CONTACT, "id": made["id"]})["result"], [])

with check("get_all(crm.item.list)"):
    # get_all() always orders by "ID": crm.item.* takes the upper-case names too.
    everyone = b.get_all("crm.item.list", {"entityTypeId": CONTACT, "select": ["id", "name"]})
    equal(sorted(ids(everyone, "id")), list(range(1, SEEDED + 1)))

with check("crm.item.list, start and next by hand"):
    pages, start = [], 0
    while start is not None:
        answer = raw("crm.item.list", {"entityTypeId": CONTACT, "order": {"id": "ASC"}, "select": ["id"], "start": start})
        pages.append(len(answer["result"]["items"]))
        start = answer.get("next")
    equal(pages, [50, 50, 30])

# --- errors ---

with check("errors in a batch"):
    with raises(ErrorInServerResponseException) as missing:
        b.call("crm.contact.get", {"ID": MISSING})
    equal([e["error_description"] for e in missing.error.args[0].values()], ["Not found"])
    with raises(ErrorInServerResponseException) as mixed:
        b.call("crm.contact.get", [{"ID": 1}, {"ID": MISSING}, {"ID": 2}])
    equal(list(mixed.error.args[0]), ["order0000000001"])
    with raises(ErrorInServerResponseException) as unknown:
        b.call("crm.contact.no_such_method", {"ID": 1})
    equal([e["error"] for e in unknown.error.args[0].values()], ["ERROR_METHOD_NOT_FOUND"])

with check("errors of plain requests: aiohttp's own, by their status"):
    for status, method, params in [
        (400, "crm.contact.get", {"ID": MISSING}),
        (404, "crm.contact.no_such_method", {}),
        (400, "crm.item.list", {"entityTypeId": CONTACT, "filter": {"noSuchField": 1}}),
    ]:
        with raises(ClientResponseError) as plain:
            raw(method, params)
        equal(plain.error.status, status)
    with raises(ClientResponseError) as refused:
        Bitrix(sys.argv[1].replace("/rest/1/", "/rest/1/wrong"), **LIMITS).get_all("crm.contact.list")
    equal(refused.error.status, 401)

# --- the asynchronous client ---


async def at_once():
    client = BitrixAsync(sys.argv[1], **LIMITS)
    return await asyncio.gather(
        client.get_all("crm.contact.list", {"select": ["ID"]}),
        client.get_by_ID("crm.contact.get", range(1, 61)),
        client.call("crm.contact.update", [{"ID": i, "fields": {"POST": "Buyer"}} for i in range(1, 61)]),
    )


with check("BitrixAsync: three calls at once"):
    listed, read, updated = asyncio.run(at_once())
    equal((len(listed), len(read), updated), (SEEDED, 60, (True,) * 60))

check.finish()
