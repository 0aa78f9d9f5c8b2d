//! Made-up records, for looking at and for measuring.

use serde_json::{Map, Value, json};

use crate::engine::Core;
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

/// Fills a kind of record, named as in `contact` or `contacts`.
pub(crate) fn fill(core: &Core, kind: &str, count: u32) -> Result<(), Fault> {
    let views = core.catalogue.views().filter(|v| !v.item);
    let short = kind.strip_suffix('s').unwrap_or(kind);
    let view = views
        .into_iter()
        .find(|v| v.table.short == kind || v.table.short == short)
        .ok_or_else(|| Fault::plain(format!("there are no records called '{kind}'")))?;
    // A portal that is started again has them already.
    let sql = format!("SELECT EXISTS (SELECT 1 FROM {})", quote(&view.table.name));
    if core.store.db.query_row(&sql, [], |row| row.get(0))? {
        return Ok(());
    }
    core.add_all(view, (1..=count).map(record))
}

/// The same for the same number, on every machine. Names that a kind of record does not have are dropped.
fn record(number: u32) -> Value {
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
    Value::Object(record)
}
