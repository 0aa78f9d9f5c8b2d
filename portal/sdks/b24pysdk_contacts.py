"""Contacts through b24pysdk, as a user of that SDK would write it.

    b24pysdk_contacts.py https://127.0.0.1:PORT/rest/1/TOKEN/

The portal is seeded with 130 contacts and nothing else.
"""

import sys
from datetime import date, datetime
from urllib.parse import urlsplit

from b24pysdk import BitrixWebhook, Client
from b24pysdk.errors import (
    BitrixAPIBadRequest,
    BitrixAPIInvalidArgValue,
    BitrixAPIInvalidCredentials,
    BitrixAPINotFound,
)
from checks import Checks, equal, raises

SEEDED = 130
CONTACT = 3  # entityTypeId
MISSING = 9_999_999

url = urlsplit(sys.argv[1])
# The SDK writes `https://{domain}/rest/…` itself; the port may be a part of the domain.
token = BitrixWebhook(domain=url.netloc, webhook_token=url.path.removeprefix("/rest/"))
client = Client(token)
contact = client.crm.contact
check = Checks()


def ids(records, key="ID"):
    return [int(record[key]) for record in records]


# --- one contact ---

with check("contact.add returns a number, and the answer's time is read"):
    added = contact.add({
        "NAME": "Ada",
        "LAST_NAME": "Lovelace",
        "BIRTHDATE": "1815-12-10",
        "OPENED": "Y",
        "PHONE": [{"VALUE": "+44 20 7946 0001", "VALUE_TYPE": "WORK"}],
        "EMAIL": [{"VALUE": "ada@example.com", "VALUE_TYPE": "HOME"}],
    }, params={"REGISTER_SONET_EVENT": "N"})
    ada = added.result
    assert isinstance(ada, int) and ada > SEEDED, ada
    assert isinstance(added.time.date_start, datetime), added.time
    assert added.time.duration >= 0

with check("contact.get"):
    record = contact.get(ada).result
    equal((record["ID"], record["NAME"], record["LAST_NAME"]), (str(ada), "Ada", "Lovelace"))
    equal(record["HAS_PHONE"], "Y")
    equal(date.fromisoformat(record["BIRTHDATE"][:10]), date(1815, 12, 10))
    assert datetime.fromisoformat(record["DATE_CREATE"]).tzinfo is not None
    equal(record["EMAIL"][0]["VALUE_TYPE"], "HOME")

with check("contact.update: add a phone, change one by ID, delete one"):
    first = contact.get(ada).result["PHONE"][0]
    equal(contact.update(ada, {"PHONE": [{"VALUE": "+44 20 7946 0002", "VALUE_TYPE": "MOBILE"}]}).result, True)
    phones = contact.get(ada).result["PHONE"]
    equal([p["VALUE"] for p in phones], ["+44 20 7946 0001", "+44 20 7946 0002"])
    contact.update(ada, {"PHONE": [{"ID": first["ID"], "VALUE": "+44 20 7946 0009", "VALUE_TYPE": "HOME"}]}).call()
    phones = contact.get(ada).result["PHONE"]
    equal([(p["ID"], p["VALUE"], p["VALUE_TYPE"]) for p in phones if p["ID"] == first["ID"]],
          [(first["ID"], "+44 20 7946 0009", "HOME")])
    contact.update(ada, {"PHONE": [{"ID": first["ID"], "DELETE": "Y"}]}).call()
    equal([p["VALUE"] for p in contact.get(ada).result["PHONE"]], ["+44 20 7946 0002"])

with check("contact.update: several fields, one of them cleared"):
    equal(contact.update(ada, {"POST": "Analyst", "BIRTHDATE": ""}, params={"REGISTER_HISTORY_EVENT": "N"}).result, True)
    record = contact.get(ada).result
    equal((record["POST"], record["BIRTHDATE"], record["NAME"]), ("Analyst", "", "Ada"))

with check("contact.delete"):
    gone = contact.add({"NAME": "Soon", "LAST_NAME": "Gone"}).result
    equal(contact.delete(gone).result, True)
    with raises(BitrixAPIBadRequest):
        contact.get(gone).call()
    contact.delete(ada).call()  # leaves the seeded ones only

# --- lists ---

with check("contact.list: one page, with its total and next"):
    page = contact.list(select=["ID", "NAME"], order={"ID": "ASC"}).response
    equal((len(page.result), page.total, page.next), (50, SEEDED, 50))
    equal(set(page.result[0]), {"ID", "NAME"})
    last = contact.list(select=["ID"], order={"ID": "ASC"}, start=100).response
    equal((len(last.result), last.next), (30, None))

with check("contact.list filters"):
    found = contact.list(select=["ID"], filter={"=LAST_NAME": "Hopper", "%NAME": "a"}).as_list().result
    same = [c for c in contact.list(select=["ID", "NAME", "LAST_NAME"]).as_list().result
            if c["LAST_NAME"] == "Hopper" and "a" in c["NAME"].lower()]
    assert same
    equal(sorted(ids(found)), sorted(ids(same)))
    by_phone = contact.list(select=["ID", "PHONE"], filter={"PHONE": "+44 20 7946 0007"}).result
    equal([p["PHONE"][0]["VALUE"] for p in by_phone], ["+44 20 7946 0007"])

with check("as_list: start and next"):
    everybody = contact.list(select=["ID"], order={"ID": "ASC"}).as_list().result
    equal(len(everybody), SEEDED)
    equal(ids(everybody), sorted(set(ids(everybody))))

with check("as_list with a limit, and from a start"):
    equal(len(contact.list(select=["ID"], order={"ID": "ASC"}).as_list(limit=70).result), 70)
    rest = contact.list(select=["ID"], order={"ID": "ASC"}, start=50).as_list().result
    equal(ids(rest), ids(everybody)[50:])

with check("as_list by IDs: a batch of @ID filters"):
    wanted = set(ids(everybody)[:120])
    found = contact.list(select=["ID"], filter={"@ID": wanted}).as_list().result
    equal(set(ids(found)), wanted)

with check("as_list_fast: the id cursor, chained by $result in a batch"):
    fast = contact.list(select=["ID", "NAME"]).as_list_fast()
    equal(ids(fast.result), ids(everybody))
    assert fast.time.duration > 0

with check("as_list_fast: descending, with a limit"):
    backwards = contact.list(select=["ID"]).as_list_fast(descending=True, limit=120).result
    equal(ids(backwards), ids(everybody)[:-121:-1])

with check("as_list_fast: with a filter, and by IDs"):
    some = contact.list(select=["ID"], filter={">ID": ids(everybody)[9]}).as_list_fast(descending=True).result
    equal(ids(some), ids(everybody)[:9:-1])
    picked = contact.list(select=["ID"], filter={"ID": ids(everybody)[::2]}).as_list_fast().result
    equal(ids(picked), ids(everybody)[::2])

with check("as_list_fast and as_list where nothing matches"):
    equal(list(contact.list(filter={"=NAME": "Nobody"}).as_list_fast().result), [])
    equal(contact.list(filter={"=NAME": "Nobody"}).as_list().result, [])

# --- batches ---

with check("call_batch with names"):
    batch = client.call_batch({
        "one": contact.get(ids(everybody)[0]),
        "page": contact.list(select=["ID"], order={"ID": "ASC"}),
        "fields": contact.fields(),
    })
    result = batch.result
    equal(set(result.result), {"one", "page", "fields"})
    equal((result.result_total["page"], result.result_next["page"]), (SEEDED, 50))
    equal(len(result.result_error), 0)
    assert isinstance(result.result_time["one"].date_finish, datetime)

with check("call_batch without names: lists come back"):
    result = client.call_batch([contact.get(i) for i in ids(everybody)[:3]]).result
    equal(ids(result.result), ids(everybody)[:3])
    equal(len(result.result_time), 3)

with check("call_batch: an error beside results, and halt"):
    requests = {"good": contact.get(ids(everybody)[0]), "bad": contact.get(MISSING), "after": contact.get(ids(everybody)[1])}
    result = client.call_batch(requests).result
    equal(set(result.result), {"good", "after"})
    equal(result.result_error["bad"]["error_description"], "Not found")
    result = client.call_batch(requests, halt=True).result
    equal((set(result.result), set(result.result_error)), ({"good"}, {"bad"}))

with check("call_batch: $result references"):
    # The typed methods take numbers only, so references go through the token.
    answer = token.call_batch({
        "made": ("crm.contact.add", {"fields": {"NAME": "Grace", "LAST_NAME": "Hopper & Co = 100%", "COMMENTS": "[b]1+1[/b]"}}),
        "read": ("crm.contact.get", {"id": "$result[made]"}),
        "copy": ("crm.contact.add", {"fields": {"NAME": "$result[read][NAME]", "LAST_NAME": "After $result[read][ID]"}}),
        "copied": ("crm.contact.get", {"id": "$result[copy]"}),
        "drop": ("crm.contact.delete", {"id": "$result[made]"}),
        "drop_copy": ("crm.contact.delete", {"id": "$result[copy]"}),
    })["result"]
    equal(answer["result_error"], [])
    made = answer["result"]
    equal(made["read"]["LAST_NAME"], "Hopper & Co = 100%")
    equal((made["copied"]["NAME"], made["copied"]["LAST_NAME"]), ("Grace", f"After {made['made']}"))
    equal((made["drop"], made["drop_copy"]), (True, True))

with check("call_batches: 120 contacts added, read and deleted"):
    made = client.call_batches([contact.add({"NAME": f"Batch {n}", "LAST_NAME": "Many"}) for n in range(120)]).result
    created = [made.result[str(n)] for n in range(50)] + [made.result[str(n)] for n in range(50, 120)]
    equal(len(set(created)), 120)
    read = client.call_batches({f"c{n}": contact.get(i) for n, i in enumerate(created)}).result
    equal([read.result[f"c{n}"]["NAME"] for n in range(120)], [f"Batch {n}" for n in range(120)])
    equal((len(read.result_time), len(read.result_error)), (120, 0))
    dropped = client.call_batches([contact.delete(i) for i in created]).result
    equal(set(dropped.result.values()), {True})

with check("call_batch refuses 51 commands by itself"):
    with raises(ValueError):
        client.call_batch([contact.get(1)] * 51).call()
    equal(len(client.call_batch([contact.get(ids(everybody)[0])] * 51, ignore_size_limit=True).result.result), 50)

# --- descriptions ---

with check("contact.fields"):
    fields = contact.fields().value
    assert fields["PHONE"].type == "crm_multifield" and fields["PHONE"].is_multiple
    assert fields["ID"].is_read_only and not fields["NAME"].is_dynamic
    equal(fields["HONORIFIC"].status_type, "HONORIFIC")
    equal(fields["COMPANY_ID"].is_deprecated, True)

with check("multifield, user field and enumeration descriptions"):
    equal(client.crm.multifield.fields().value["ID"].is_read_only, True)
    assert client.crm.userfield.fields().value["FIELD_NAME"].is_immutable
    assert "VALUE" in client.crm.userfield.enumeration.fields().value
    assert {"string", "enumeration"} <= {t.bitrix_id.value for t in client.crm.userfield.types().values}

# --- user fields ---

with check("contact.userfield.add: a text and a list"):
    text = contact.userfield.add({"FIELD_NAME": "SDK_NOTE", "USER_TYPE_ID": "string", "LABEL": "Note", "SETTINGS": {"ROWS": 2}}).result
    tier = contact.userfield.add({
        "FIELD_NAME": "SDK_TIER", "USER_TYPE_ID": "enumeration", "MULTIPLE": "Y", "LABEL": "Tier",
        "LIST": [{"VALUE": "Gold"}, {"VALUE": "Silver"}, {"VALUE": "Bronze"}],
    }).result
    assert isinstance(text, int) and isinstance(tier, int)

with check("contact.userfield.get"):
    field = contact.userfield.get(tier).result
    equal((field["FIELD_NAME"], field["ENTITY_ID"], field["MULTIPLE"]), ("UF_CRM_SDK_TIER", "CRM_CONTACT", "Y"))
    equal(field["EDIT_FORM_LABEL"]["en"], "Tier")
    options = {option["VALUE"]: int(option["ID"]) for option in field["LIST"]}
    equal(list(options), ["Gold", "Silver", "Bronze"])

with check("contact.userfield.list"):
    answer = contact.userfield.list(order={"SORT": "ASC"}, filter={"USER_TYPE_ID": "enumeration"}).response
    equal([f["FIELD_NAME"] for f in answer.result], ["UF_CRM_SDK_TIER"])
    labelled = contact.userfield.list(filter={"LANG": "en", "FIELD_NAME": "UF_CRM_SDK_NOTE"}).result
    equal([f["EDIT_FORM_LABEL"] for f in labelled], ["Note"])
    equal(len(contact.userfield.list().as_list().result), 2)

with check("contact.userfield.update: the label, and the options by ID"):
    equal(contact.userfield.update(tier, {
        "EDIT_FORM_LABEL": "Level",
        "LIST": [{"ID": options["Silver"], "VALUE": "Platinum"}, {"ID": options["Bronze"], "DEL": "Y"}, {"VALUE": "Tin"}],
    }).result, True)
    field = contact.userfield.get(tier).result
    equal(field["EDIT_FORM_LABEL"]["en"], "Level")
    equal({o["VALUE"] for o in field["LIST"]}, {"Gold", "Platinum", "Tin"})

with check("a user field's values: written, read, searched for"):
    holder = contact.add({"NAME": "Holder", "UF_CRM_SDK_NOTE": "first", "UF_CRM_SDK_TIER": [options["Gold"], options["Silver"]]}).result
    record = contact.get(holder).result
    equal((record["UF_CRM_SDK_NOTE"], [int(v) for v in record["UF_CRM_SDK_TIER"]]), ("first", [options["Gold"], options["Silver"]]))
    contact.update(holder, {"UF_CRM_SDK_NOTE": "second", "UF_CRM_SDK_TIER": [options["Gold"]]}).call()
    listed = contact.list(select=["ID", "UF_*"], filter={"=UF_CRM_SDK_NOTE": "second"}).result
    equal([(int(r["ID"]), r["UF_CRM_SDK_NOTE"]) for r in listed], [(holder, "second")])
    assert contact.fields().value["UF_CRM_SDK_TIER"].items[0].value == "Gold"
    assert contact.fields().value["UF_CRM_SDK_TIER"].is_dynamic

with check("contact.userfield.delete"):
    equal(contact.userfield.delete(text).result, True)
    equal(contact.userfield.delete(tier).result, True)
    with raises(BitrixAPIBadRequest) as missing:
        contact.userfield.get(tier).call()
    equal(missing.error.json_response["error"], "ERROR_NOT_FOUND")
    assert "UF_CRM_SDK_NOTE" not in contact.get(holder).result

# --- companies ---

with check("contact.company.fields"):
    fields = contact.company.fields().value
    assert fields["COMPANY_ID"].is_required and set(fields) == {"COMPANY_ID", "SORT", "IS_PRIMARY"}, fields

with check("contact.company.add, items.get"):
    equal(contact.company.add(holder, {"COMPANY_ID": 11, "SORT": 20}).result, True)
    equal(contact.company.add(holder, {"COMPANY_ID": 12, "SORT": 10, "IS_PRIMARY": "Y"}).result, True)
    equal(contact.company.add(holder, {"COMPANY_ID": 12}).result, False)
    links = contact.company.items.get(holder).values
    equal([(link.company_id, link.sort, link.is_primary, link.role_id is not None) for link in links],
          [(12, 10, True, True), (11, 20, False, True)])

with check("contact.company.items.set, delete, items.delete"):
    equal(contact.company.items.set(holder, [{"COMPANY_ID": 21}, {"COMPANY_ID": 22, "IS_PRIMARY": "Y"}, {"COMPANY_ID": 23}]).result, True)
    equal([(link.company_id, link.is_primary) for link in contact.company.items.get(holder).values], [(21, False), (22, True), (23, False)])
    equal(contact.get(holder).result["COMPANY_ID"], "22")
    equal(contact.company.delete(holder, {"COMPANY_ID": 22}).result, True)
    equal(contact.company.delete(holder, {"COMPANY_ID": 22}).result, False)
    equal([(link.company_id, link.is_primary) for link in contact.company.items.get(holder).values], [(21, True), (23, False)])
    equal(contact.company.items.delete(holder).result, True)
    equal(contact.company.items.get(holder).values, [])
    contact.delete(holder).call()

# --- the card ---

CARD = [
    {"name": "main", "title": "About", "type": "section", "elements": [{"name": "NAME"}, {"name": "LAST_NAME", "optionFlags": 1}]},
    {"name": "more", "title": "More", "type": "section", "elements": [{"name": "COMMENTS", "options": {"defaultCountry": "GB"}}]},
]

with check("contact.details.configuration: nothing yet, set, get, reset"):
    card = contact.details.configuration
    equal(card.get(scope="P", user_id=1).values, [])
    equal(card.set(CARD, scope="P", user_id=1).result, True)
    sections = card.get(scope="P", user_id=1).values
    equal([s.title for s in sections], ["About", "More"])
    equal(sections[0].elements[1].option_flags, True)
    equal(sections[1].elements[0].options, {"defaultCountry": "GB"})
    equal(card.reset(scope="P", user_id=1).result, True)
    equal(card.get(scope="P", user_id=1).result, None)

with check("contact.details.configuration: the common one, forced on all"):
    equal(card.set(CARD[:1], scope="C").result, True)
    equal([s.name for s in card.get(scope="C").values], ["main"])
    equal(card.force_common_scope_for_all().result, True)
    equal(card.reset(scope="C").result, True)

# --- crm.item.* ---

item = client.crm.item

with check("item.add, get, update, delete"):
    made = item.add(CONTACT, {"name": "Radia", "lastName": "Perlman", "opened": "Y",
                              "fm": [{"typeId": "PHONE", "valueType": "WORK", "value": "+1 555 0100"}]}).result["item"]
    equal((made["name"], made["entityTypeId"], type(made["id"])), ("Radia", CONTACT, int))
    read = item.get(CONTACT, made["id"]).result["item"]
    equal([f["value"] for f in read["fm"]], ["+1 555 0100"])
    changed = item.update(CONTACT, made["id"], {"post": "Engineer"}).result["item"]
    equal((changed["post"], changed["name"]), ("Engineer", "Radia"))
    equal(item.delete(CONTACT, made["id"]).result, [])
    with raises(BitrixAPINotFound):
        item.get(CONTACT, made["id"]).call()

with check("item.fields"):
    described = item.fields(CONTACT).result["fields"]
    equal(described["lastName"]["upperName"], "LAST_NAME")
    equal(set(item.fields(CONTACT).value), set(described))

with check("item.list: as_list"):
    everyone = item.list(CONTACT, select=["id", "name"], order={"id": "ASC"}).as_list().result
    equal(ids(everyone, "id"), ids(everybody))

with check("item.list: as_list_fast"):
    # Before it has seen a record, the SDK orders by "ID": crm.item.* takes the upper-case names too.
    equal(ids(item.list(CONTACT, select=["id"]).as_list_fast().result, "id"), ids(everybody))

with check("item.list: an unknown field in the filter"):
    with raises(BitrixAPIInvalidArgValue):
        item.list(CONTACT, filter={"noSuchField": 1}).call()

# --- errors, and the account ---

with check("errors: a missing contact, a bad id"):
    with raises(BitrixAPIBadRequest) as missing:
        contact.get(MISSING).call()
    equal((missing.error.status_code, missing.error.message), (400, "Not found"))
    with raises(BitrixAPIBadRequest):
        contact.update(MISSING, {"NAME": "x"}).call()
    with raises(BitrixAPIBadRequest):
        contact.delete(0).call()

with check("errors: an unknown method"):
    with raises(BitrixAPINotFound) as unknown:
        token.call_method("crm.contact.no_such_method")
    equal(unknown.error.json_response["error"], "ERROR_METHOD_NOT_FOUND")

with check("errors: a wrong token"):
    with raises(BitrixAPIInvalidCredentials):
        Client(BitrixWebhook(domain=url.netloc, webhook_token="1/wrong")).crm.contact.get(1).call()

with check("profile, scope, method.get, server.time"):
    profile = client.profile().value
    equal((profile.bitrix_id, profile.admin), (1, True))
    assert "crm" in client.scope().result
    assert client.method.get("crm.contact.add").value.is_existing
    assert datetime.fromisoformat(client.server.time().result)

with check("app.info"):
    # An incoming webhook is told its scopes and the account's licence.
    assert "crm" in client.app.info().value.scope

check.finish()
