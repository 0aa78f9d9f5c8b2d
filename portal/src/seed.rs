//! Made-up records, for looking at and for measuring.

use serde_json::{Map, Value, json};

use crate::catalogue::View;
use crate::engine::{Core, OWNER_COLUMNS};
use crate::fault::Fault;
use crate::store::quote;

const FIRST: [&str; 12] = [
    "Ada", "Grace", "Alan", "Barbara", "Edsger", "Frances", "Donald", "Hedy", "Niklaus", "Radia",
    "Tony", "Иван",
];
const LAST: [&str; 11] = [
    "Lovelace",
    "Hopper",
    "Turing",
    "Liskov",
    "Dijkstra",
    "Allen",
    "Knuth",
    "Lamarr",
    "Wirth",
    "Perlman",
    "Петров",
];
const POSTS: [&str; 5] = [
    "Engineer",
    "Accountant",
    "Director",
    "Sales manager",
    "Buyer",
];

/// The kind of record that others are made up for, and its number.
const OWNERS: (&str, i64) = ("contact", 3);

/// Fills a kind of record, named as in `contact` or `contacts`. What has an owner belongs to contacts, which are made up too
/// where there are none.
pub(crate) fn fill(core: &Core, kind: &str, count: u32) -> Result<(), Fault> {
    let view = view(core, kind)?;
    // A portal that is started again has them already.
    if !ids(core, view, 1)?.is_empty() {
        return Ok(());
    }
    let pair = OWNER_COLUMNS
        .into_iter()
        .find(|(kind, id)| view.table.has(kind) && view.table.has(id));
    let Some(pair) = pair else {
        return core.add_all(view, (1..=count).map(|number| record(number).into()));
    };
    fill(core, OWNERS.0, count)?;
    let owners = ids(core, self::view(core, OWNERS.0)?, count)?;
    let owned = (1..=count).zip(owners.iter().cycle());
    core.add_all(
        view,
        owned.map(|(number, owner)| {
            let mut record = record(number);
            record.insert(pair.0.to_owned(), OWNERS.1.into());
            record.insert(pair.1.to_owned(), (*owner).into());
            record.extend(planned(number));
            record.into()
        }),
    )
}

/// The classic view of a kind of record.
fn view<'c>(core: &'c Core, kind: &str) -> Result<&'c View, Fault> {
    let singular = match (kind.strip_suffix("ies"), kind.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, stem) => stem.unwrap_or(kind).to_owned(),
    };
    let mut views = core.catalogue.views().filter(|v| !v.item);
    let view = views.find(|v| v.table.short == kind || v.table.short == singular);
    let view = view.ok_or_else(|| Fault::plain(format!("there are no records called '{kind}'")))?;
    Ok(view)
}

/// Ids of the first records of a kind.
fn ids(core: &Core, view: &View, most: u32) -> Result<Vec<i64>, Fault> {
    let table = quote(&view.table.name);
    let sql = format!("SELECT ID FROM {table} ORDER BY ID LIMIT ?1");
    let mut statement = core.store.db.prepare(&sql)?;
    let ids = statement.query_map([most], |row| row.get(0))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// What an activity needs besides.
fn planned(number: u32) -> [(String, Value); 3] {
    [
        ("SUBJECT", json!(format!("Activity {number}"))),
        ("RESPONSIBLE_ID", json!(1)),
        ("PROVIDER_ID", json!("B24PORTAL")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
}

/// The same for the same number, on every machine. Names that a kind of record does not have are dropped.
fn record(number: u32) -> Map<String, Value> {
    let place = number as usize;
    let (first, last) = (FIRST[place % FIRST.len()], LAST[place % LAST.len()]);
    let mut record = Map::new();
    for (name, value) in [
        ("TITLE", json!(format!("{first} {last} {number}"))),
        ("NAME", json!(first)),
        ("LAST_NAME", json!(last)),
        ("POST", json!(POSTS[place % POSTS.len()])),
        ("SOURCE_ID", json!(["CALL", "WEB", "EMAIL"][place % 3])),
        (
            "BIRTHDATE",
            json!(format!(
                "19{:02}-{:02}-{:02}",
                50 + place % 50,
                1 + place % 12,
                1 + place % 28
            )),
        ),
        (
            "COMMENTS",
            json!(format!("Record {number} was made up by the portal.")),
        ),
        ("ORIGIN_ID", json!(format!("seed-{number}"))),
        (
            "PHONE",
            json!([{ "VALUE": format!("+44 20 7946 {:04}", number % 10_000), "VALUE_TYPE": "WORK" }]),
        ),
        (
            "EMAIL",
            json!([{ "VALUE": format!("person{number}@example.com"), "VALUE_TYPE": "WORK" }]),
        ),
    ] {
        record.insert(name.to_owned(), value);
    }
    record
}
