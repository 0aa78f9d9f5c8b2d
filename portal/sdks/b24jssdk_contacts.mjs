// Contacts through @bitrix24/b24jssdk, as a user of that SDK would write it.
//
//     node b24jssdk_contacts.mjs https://127.0.0.1:PORT/rest/1/TOKEN/
//
// The portal is seeded with 130 contacts and nothing else.

import assert from 'node:assert/strict'
import { AjaxError, ApiVersion, B24Hook, B24HelperManager, EnumCrmEntityTypeId, LoadDataType, ParamsFactory, SdkError } from '@bitrix24/b24jssdk'

const SEEDED = 130
const MISSING = 9_999_999
const CONTACT = EnumCrmEntityTypeId.contact

// As for an Enterprise account; with the limits of the others the SDK would wait for half a second before each
// request beyond the 50th.
const options = { restrictionParams: ParamsFactory.getEnterprise() }
const b24 = B24Hook.fromWebhookUrl(process.argv[2], options)
const { call, callList, fetchList, batch, batchByChunk } = b24.actions.v2

let passed = 0
const failed = []

/** Runs a check, says how it went, and goes on to the next one either way. */
async function check(name, body) {
  try {
    await body()
    passed++
    console.log(`  ok    ${name}`)
  } catch (error) {
    failed.push(name)
    const place = String(error.stack).match(/b24jssdk_contacts\.mjs:\d+/)?.[0] ?? ''
    console.log(`  FAIL  ${name}\n        ${error.name}: ${String(error.message).slice(0, 600)}\n        ${place}`)
  }
}

const ids = (records, key = 'ID') => records.map((record) => Number(record[key]))
const upTo = (last) => Array.from({ length: last }, (_, index) => index + 1)

/** The result of one call. */
async function result(method, params = {}) {
  const answer = await call.make({ method, params })
  assert.ok(answer.isSuccess, answer.getErrorMessages().join('; '))
  return answer.getData().result
}

/** The error that a call ends with. */
async function error(method, params = {}) {
  try {
    await call.make({ method, params })
  } catch (thrown) {
    assert.ok(thrown instanceof AjaxError, `${thrown}`)
    return thrown
  }
  assert.fail(`${method} did not fail`)
}

// --- one contact ---

let ada
await check('call crm.contact.add', async () => {
  const answer = await call.make({
    method: 'crm.contact.add',
    params: {
      fields: {
        NAME: 'Ada',
        LAST_NAME: 'Lovelace & Co + 100%',
        BIRTHDATE: '1815-12-10',
        PHONE: [{ VALUE: '+44 20 7946 0001', VALUE_TYPE: 'WORK' }],
        EMAIL: [{ VALUE: 'ada@example.com', VALUE_TYPE: 'HOME' }]
      },
      params: { REGISTER_SONET_EVENT: 'N' }
    }
  })
  ada = answer.getData().result
  assert.equal(typeof ada, 'number')
  assert.ok(ada > SEEDED)
  assert.ok(answer.getData().time.duration >= 0)
  assert.ok(!Number.isNaN(Date.parse(answer.getData().time.date_start)))
})

await check('call crm.contact.get', async () => {
  const record = await result('crm.contact.get', { id: ada })
  assert.deepEqual([record.ID, record.NAME, record.LAST_NAME], [String(ada), 'Ada', 'Lovelace & Co + 100%'])
  assert.deepEqual([record.HAS_PHONE, record.EMAIL[0].VALUE_TYPE], ['Y', 'HOME'])
})

await check('call crm.contact.update: add a phone, change one by ID, delete one', async () => {
  const phones = async () => (await result('crm.contact.get', { id: ada })).PHONE
  const [first] = await phones()
  assert.equal(await result('crm.contact.update', { id: ada, fields: { PHONE: [{ VALUE: '+44 20 7946 0002', VALUE_TYPE: 'MOBILE' }] } }), true)
  assert.deepEqual((await phones()).map((p) => p.VALUE), ['+44 20 7946 0001', '+44 20 7946 0002'])
  await result('crm.contact.update', { id: ada, fields: { PHONE: [{ ID: first.ID, VALUE: '+44 20 7946 0009', VALUE_TYPE: 'HOME' }] } })
  const changed = (await phones()).find((p) => p.ID === first.ID)
  assert.deepEqual([changed.VALUE, changed.VALUE_TYPE], ['+44 20 7946 0009', 'HOME'])
  await result('crm.contact.update', { id: ada, fields: { PHONE: [{ ID: first.ID, DELETE: 'Y' }] } })
  assert.deepEqual((await phones()).map((p) => p.VALUE), ['+44 20 7946 0002'])
})

await check('call crm.contact.update: a field cleared with null', async () => {
  assert.equal(await result('crm.contact.update', { id: ada, fields: { BIRTHDATE: null, POST: 'Analyst' } }), true)
  const record = await result('crm.contact.get', { id: ada })
  assert.deepEqual([record.BIRTHDATE, record.POST], ['', 'Analyst'])
})

await check('call crm.contact.delete', async () => {
  assert.equal(await result('crm.contact.delete', { id: ada }), true)
  await error('crm.contact.get', { id: ada })
})

// --- lists ---

await check('call crm.contact.list: getTotal, isMore, getNext, fetchNext', async () => {
  let page = await call.make({ method: 'crm.contact.list', params: { select: ['ID'], order: { ID: 'ASC' } } })
  assert.equal(page.getTotal(), SEEDED)
  const seen = ids(page.getData().result)
  const http = b24.getHttpClient(ApiVersion.v2)
  page = await page.getNext(http)
  seen.push(...ids(page.getData().result))
  page = await page.fetchNext(http)
  seen.push(...ids(page.getData().result))
  assert.equal(page.isMore(), false)
  assert.equal(await page.getNext(http), false)
  assert.deepEqual(seen, upTo(SEEDED))
})

await check('callList: the id cursor', async () => {
  const answer = await callList.make({ method: 'crm.contact.list', params: { select: ['ID', 'NAME'] } })
  assert.ok(answer.isSuccess)
  assert.deepEqual(ids(answer.getData()), upTo(SEEDED))
})

await check('callList with a filter, and where nothing matches', async () => {
  const found = await callList.make({ method: 'crm.contact.list', params: { filter: { '=LAST_NAME': 'Hopper' }, select: ['ID', 'LAST_NAME'] } })
  assert.ok(found.getData().length > 5)
  assert.deepEqual(new Set(found.getData().map((c) => c.LAST_NAME)), new Set(['Hopper']))
  const nobody = await callList.make({ method: 'crm.contact.list', params: { filter: { '=NAME': 'Nobody' } } })
  assert.deepEqual(nobody.getData(), [])
})

await check('fetchList: the id cursor, page by page', async () => {
  const pages = []
  for await (const page of fetchList.make({ method: 'crm.contact.list', params: { select: ['ID'] } })) pages.push(page)
  assert.deepEqual(pages.map((page) => page.length), [50, 50, 30])
  assert.deepEqual(ids(pages.flat()), upTo(SEEDED))
})

// --- the older names of the same; they still are what most code calls ---

/** They say so at each call. */
async function quietly(body) {
  const { warn, log } = console
  console.warn = console.log = () => {}
  try {
    return await body()
  } finally {
    Object.assign(console, { warn, log })
  }
}

await check('callListMethod: start and next, with progress', async () => {
  const progress = []
  const answer = await quietly(() => b24.callListMethod('crm.contact.list', { select: ['ID'], order: { ID: 'ASC' } }, (part) => progress.push(part)))
  assert.deepEqual(ids(answer.getData()), upTo(SEEDED))
  assert.deepEqual(progress, [0, 77, 100, 100])
})

await check('callMethod with a start, fetchListMethod, callBatch, callBatchByChunk', async () => {
  await quietly(async () => {
    const last = await b24.callMethod('crm.contact.list', { select: ['ID'], order: { ID: 'ASC' } }, 100)
    assert.deepEqual(ids(last.getData().result), upTo(SEEDED).slice(100))
    const seen = []
    for await (const page of b24.fetchListMethod('crm.contact.list', { select: ['ID'] }, 'ID')) seen.push(...ids(page))
    assert.deepEqual(seen, upTo(SEEDED))
    const two = await b24.callBatch([['crm.contact.get', { id: 1 }], ['crm.contact.get', { id: 2 }]])
    assert.deepEqual(ids(two.getData()), [1, 2])
    const many = await b24.callBatchByChunk(upTo(60).map((id) => ['crm.contact.get', { id }]), true)
    assert.deepEqual(ids(many.getData()), upTo(60))
  })
})

// --- batches ---

await check('batch with names, and whole answers of its members', async () => {
  const answer = await batch.make({
    calls: {
      one: { method: 'crm.contact.get', params: { id: 1 } },
      page: { method: 'crm.contact.list', params: { select: ['ID'], order: { ID: 'ASC' } } },
      none: { method: 'crm.contact.details.configuration.get', params: { scope: 'P' } }
    },
    options: { isHaltOnError: true, returnAjaxResult: true }
  })
  assert.ok(answer.isSuccess)
  const { one, page, none } = answer.getData()
  assert.equal(one.getData().result.ID, '1')
  assert.deepEqual([page.getTotal(), page.isMore()], [SEEDED, true])
  const next = await page.getNext(b24.getHttpClient(ApiVersion.v2))
  assert.deepEqual(ids(next.getData().result), upTo(100).slice(50))
  assert.equal(none.getData().result, null)
})

await check('batch of a list', async () => {
  const answer = await batch.make({ calls: [['crm.contact.get', { id: 3 }], ['crm.contact.fields', {}], { method: 'crm.contact.get', params: { id: 4 } }] })
  const [three, fields, four] = answer.getData()
  assert.deepEqual([three.ID, fields.ID.type, four.ID], ['3', 'integer', '4'])
})

await check('batch with $result references', async () => {
  const answer = await batch.make({
    calls: {
      made: { method: 'crm.contact.add', params: { fields: { NAME: 'Grace', LAST_NAME: 'Hopper & Co = 100%', COMMENTS: '[b]1+1[/b]' } } },
      read: { method: 'crm.contact.get', params: { id: '$result[made]' } },
      copy: { method: 'crm.contact.add', params: { fields: { NAME: '$result[read][NAME]', LAST_NAME: 'After $result[read][ID]' } } },
      copied: { method: 'crm.contact.get', params: { id: '$result[copy]' } },
      drop: { method: 'crm.contact.delete', params: { id: '$result[made]' } },
      dropCopy: { method: 'crm.contact.delete', params: { id: '$result[copy]' } }
    }
  })
  assert.ok(answer.isSuccess, answer.getErrorMessages().join('; '))
  const { made, read, copied, drop, dropCopy } = answer.getData()
  assert.equal(read.LAST_NAME, 'Hopper & Co = 100%')
  assert.deepEqual([copied.NAME, copied.LAST_NAME, drop, dropCopy], ['Grace', `After ${made}`, true, true])
})

await check('batch: an error beside results, and halt', async () => {
  const calls = {
    good: { method: 'crm.contact.get', params: { id: 1 } },
    bad: { method: 'crm.contact.no_such_method', params: {} },
    after: { method: 'crm.contact.get', params: { id: 2 } }
  }
  const on = await batch.make({ calls, options: { isHaltOnError: false } })
  assert.equal(on.isSuccess, false)
  assert.deepEqual(Object.keys(on.getErrorsByKey()), ['bad'])
  assert.equal(on.getErrorsByKey().bad.code, 'ERROR_METHOD_NOT_FOUND')
  assert.deepEqual([on.getData().good.ID, on.getData().after.ID], ['1', '2'])
  const halted = await batch.make({ calls, options: { isHaltOnError: true } })
  assert.deepEqual(Object.keys(halted.getErrorsByKey()), ['bad'])
  assert.deepEqual(Object.keys(halted.getData()), ['good'])
})

await check('batch: a missing contact', async () => {
  // Its error has an empty code, and the SDK takes an empty code for none: there is just no result.
  const answer = await batch.make({
    calls: { good: { method: 'crm.contact.get', params: { id: 1 } }, bad: { method: 'crm.contact.get', params: { id: MISSING } } },
    options: { isHaltOnError: false }
  })
  assert.equal(answer.getData().good.ID, '1')
  assert.equal(answer.getData().bad, undefined)
})

await check('batch refuses 51 commands by itself', async () => {
  await assert.rejects(batch.make({ calls: upTo(51).map((id) => ['crm.contact.get', { id }]) }), { code: 'JSSDK_BATCH_TOO_LARGE' })
})

await check('batchByChunk: 120 contacts added, read and deleted', async () => {
  const names = upTo(120).map((n) => `Batch ${n}`)
  const added = await batchByChunk.make({ calls: names.map((NAME) => ['crm.contact.add', { fields: { NAME, LAST_NAME: 'Many' } }]) })
  const made = added.getData()
  assert.equal(new Set(made).size, 120)
  const read = await batchByChunk.make({ calls: made.map((id) => ['crm.contact.get', { id }]) })
  assert.deepEqual(read.getData().map((c) => c.NAME), names)
  const dropped = await batchByChunk.make({ calls: made.map((id) => ['crm.contact.delete', { id }]), options: { isHaltOnError: true } })
  assert.deepEqual(new Set(dropped.getData()), new Set([true]))
})

// --- descriptions ---

await check('crm.contact.fields', async () => {
  const fields = await result('crm.contact.fields')
  assert.deepEqual([fields.PHONE.type, fields.PHONE.isMultiple, fields.ID.isReadOnly], ['crm_multifield', true, true])
  assert.equal(fields.HONORIFIC.statusType, 'HONORIFIC')
})

// --- user fields ---

let note, tier, holder
const option = {}
await check('crm.contact.userfield.add and get', async () => {
  note = await result('crm.contact.userfield.add', { fields: { FIELD_NAME: 'SDK_NOTE', USER_TYPE_ID: 'string', LABEL: 'Note' } })
  tier = await result('crm.contact.userfield.add', {
    fields: { FIELD_NAME: 'SDK_TIER', USER_TYPE_ID: 'enumeration', MULTIPLE: 'Y', LABEL: 'Tier', LIST: [{ VALUE: 'Gold' }, { VALUE: 'Silver' }] }
  })
  const field = await result('crm.contact.userfield.get', { id: tier })
  assert.deepEqual([field.FIELD_NAME, field.EDIT_FORM_LABEL.en, field.MULTIPLE], ['UF_CRM_SDK_TIER', 'Tier', 'Y'])
  for (const { ID, VALUE } of field.LIST) option[VALUE] = Number(ID)
  assert.deepEqual(Object.keys(option), ['Gold', 'Silver'])
})

await check('crm.contact.userfield.list, update', async () => {
  const page = await call.make({ method: 'crm.contact.userfield.list', params: { order: { SORT: 'ASC' }, filter: { LANG: 'en' } } })
  assert.equal(page.getTotal(), 2)
  assert.deepEqual(new Set(page.getData().result.map((f) => f.EDIT_FORM_LABEL)), new Set(['Note', 'Tier']))
  assert.equal(await result('crm.contact.userfield.update', { id: tier, fields: { LIST: [{ ID: option.Silver, DEL: 'Y' }, { VALUE: 'Tin' }] } }), true)
  assert.deepEqual((await result('crm.contact.userfield.get', { id: tier })).LIST.map((o) => o.VALUE), ['Gold', 'Tin'])
})

await check("a user field's values: written, read, searched for", async () => {
  holder = await result('crm.contact.add', { fields: { NAME: 'Holder', UF_CRM_SDK_NOTE: 'first', UF_CRM_SDK_TIER: [option.Gold] } })
  const record = await result('crm.contact.get', { id: holder })
  assert.deepEqual([record.UF_CRM_SDK_NOTE, record.UF_CRM_SDK_TIER.map(Number)], ['first', [option.Gold]])
  await result('crm.contact.update', { id: holder, fields: { UF_CRM_SDK_NOTE: 'second' } })
  const found = await callList.make({ method: 'crm.contact.list', params: { filter: { '=UF_CRM_SDK_NOTE': 'second' }, select: ['ID', 'UF_*'] } })
  assert.deepEqual(found.getData().map((c) => [Number(c.ID), c.UF_CRM_SDK_NOTE]), [[holder, 'second']])
})

await check('crm.contact.userfield.delete', async () => {
  const answer = await batch.make({ calls: [note, tier].map((id) => ['crm.contact.userfield.delete', { id }]) })
  assert.deepEqual(answer.getData(), [true, true])
  assert.equal((await error('crm.contact.userfield.get', { id: tier })).code, 'ERROR_NOT_FOUND')
  assert.ok(!('UF_CRM_SDK_NOTE' in (await result('crm.contact.get', { id: holder }))))
})

// --- companies ---

const links = async () => (await result('crm.contact.company.items.get', { id: holder })).map((link) => [link.COMPANY_ID, link.SORT, link.IS_PRIMARY])

await check('crm.contact.company.fields, add, items.get', async () => {
  assert.deepEqual(new Set(Object.keys(await result('crm.contact.company.fields'))), new Set(['COMPANY_ID', 'SORT', 'IS_PRIMARY']))
  assert.equal(await result('crm.contact.company.add', { id: holder, fields: { COMPANY_ID: 11, SORT: 20 } }), true)
  assert.equal(await result('crm.contact.company.add', { id: holder, fields: { COMPANY_ID: 12, SORT: 10, IS_PRIMARY: 'Y' } }), true)
  assert.equal(await result('crm.contact.company.add', { id: holder, fields: { COMPANY_ID: 12 } }), false)
  assert.deepEqual(await links(), [[12, 10, 'Y'], [11, 20, 'N']])
})

await check('crm.contact.company.items.set, delete, items.delete', async () => {
  assert.equal(await result('crm.contact.company.items.set', { id: holder, items: [{ COMPANY_ID: 21 }, { COMPANY_ID: 22, IS_PRIMARY: 'Y' }] }), true)
  assert.deepEqual(await links(), [[21, 10, 'N'], [22, 20, 'Y']])
  assert.equal(await result('crm.contact.company.delete', { id: holder, fields: { COMPANY_ID: 22 } }), true)
  assert.deepEqual(await links(), [[21, 10, 'Y']])
  assert.equal(await result('crm.contact.company.items.delete', { id: holder }), true)
  assert.deepEqual(await links(), [])
  await result('crm.contact.delete', { id: holder })
})

// --- the card ---

const card = 'crm.contact.details.configuration'
const sections = [{ name: 'main', title: 'About', type: 'section', elements: [{ name: 'NAME' }, { name: 'LAST_NAME', optionFlags: 1 }] }]

await check('crm.contact.details.configuration: set, get, reset, forceCommonScopeForAll', async () => {
  assert.equal(await result(`${card}.get`, { scope: 'P', userId: 1 }), null)
  assert.equal(await result(`${card}.set`, { scope: 'P', userId: 1, data: sections }), true)
  assert.deepEqual(await result(`${card}.get`, { scope: 'P', userId: 1 }), sections)
  assert.equal(await result(`${card}.reset`, { scope: 'P', userId: 1 }), true)
  assert.equal(await result(`${card}.get`, { scope: 'P', userId: 1 }), null)
  assert.equal(await result(`${card}.set`, { scope: 'C', data: sections }), true)
  assert.equal(await result(`${card}.forceCommonScopeForAll`), true)
  assert.equal(await result(`${card}.reset`, { scope: 'C' }), true)
})

// --- crm.item.* ---

await check('crm.item.add, get, update, delete', async () => {
  const fields = { name: 'Radia', lastName: 'Perlman', opened: 'Y', fm: [{ typeId: 'PHONE', valueType: 'WORK', value: '+1 555 0100' }] }
  const { item } = await result('crm.item.add', { entityTypeId: CONTACT, fields })
  assert.deepEqual([item.name, typeof item.id, item.entityTypeId], ['Radia', 'number', CONTACT])
  const read = await result('crm.item.get', { entityTypeId: CONTACT, id: item.id })
  assert.deepEqual(read.item.fm.map((f) => f.value), ['+1 555 0100'])
  const changed = await result('crm.item.update', { entityTypeId: CONTACT, id: item.id, fields: { post: 'Engineer' } })
  assert.deepEqual([changed.item.post, changed.item.name], ['Engineer', 'Radia'])
  assert.deepEqual(await result('crm.item.delete', { entityTypeId: CONTACT, id: item.id }), [])
  const missing = await error('crm.item.get', { entityTypeId: CONTACT, id: item.id })
  assert.deepEqual([missing.code, missing.status], ['NOT_FOUND', 400])
})

await check('crm.item.list: callList and fetchList by id', async () => {
  const params = { entityTypeId: CONTACT, select: ['id', 'name'] }
  const list = await callList.make({ method: 'crm.item.list', params, idKey: 'id', customKeyForResult: 'items' })
  assert.ok(list.isSuccess, list.getErrorMessages().join('; '))
  assert.deepEqual(ids(list.getData(), 'id'), upTo(SEEDED))
  const seen = []
  for await (const page of fetchList.make({ method: 'crm.item.list', params, idKey: 'id', customKeyForResult: 'items' })) seen.push(...ids(page, 'id'))
  assert.deepEqual(seen, upTo(SEEDED))
})

await check('crm.item.list: start and next', async () => {
  const list = await quietly(() => b24.callListMethod('crm.item.list', { entityTypeId: CONTACT, order: { id: 'asc' }, select: ['id'] }, null, 'items'))
  assert.deepEqual(ids(list.getData(), 'id'), upTo(SEEDED))
})

// --- errors, and the account ---

await check('errors: a missing contact, an unknown field in a filter', async () => {
  const missing = await error('crm.contact.get', { id: MISSING })
  assert.equal(missing.status, 400)
  // The SDK does not read an error whose code is empty; the text is in the answer that it keeps.
  assert.equal(missing.originalError.response.data.error_description, 'Not found')
  const unknown = await error('crm.item.list', { entityTypeId: CONTACT, filter: { noSuchField: 1 } })
  assert.deepEqual([unknown.code, unknown.status], ['INVALID_ARG_VALUE', 400])
})

await check('errors: an unknown method', async () => {
  const unknown = await error('crm.contact.no_such_method')
  assert.deepEqual([unknown.code, unknown.status], ['ERROR_METHOD_NOT_FOUND', 404])
})

await check('errors: a wrong token', async () => {
  const stranger = B24Hook.fromWebhookUrl(process.argv[2].replace('/rest/1/', '/rest/1/wrong'), options)
  await assert.rejects(
    stranger.actions.v2.call.make({ method: 'crm.contact.get', params: { id: 1 } }),
    (thrown) => thrown instanceof AjaxError && thrown.code === 'INVALID_CREDENTIALS' && thrown.status === 401
  )
})

await check('errors: http is refused by the SDK itself', async () => {
  assert.throws(() => B24Hook.fromWebhookUrl(process.argv[2].replace('https:', 'http:')), SdkError)
})

await check('ping, healthCheck', async () => {
  assert.equal(await b24.tools.healthCheck.make(), true)
  assert.ok((await b24.tools.ping.make()) >= 0)
})

await check('the helper loads the profile', async () => {
  const helper = new B24HelperManager(b24)
  await helper.loadData([LoadDataType.Profile])
  assert.deepEqual([helper.profileInfo.data.id, helper.profileInfo.data.isAdmin], [1, true])
})

console.log(`${passed} of ${passed + failed.length} checks passed`)
process.exit(failed.length > 0 ? 1 : 0)
