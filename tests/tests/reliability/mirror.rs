//! The walk-through that mirrors contacts and companies, killed again and again.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bitrix24::crm::{company, contact};
use bitrix24::{Batch, Client, OfflineEvents};
use bitrix24_portal::{App, Portal};
use rusqlite::{Connection, OpenFlags};

#[path = "../../../generated/examples/mirror.rs"]
mod example;

const ENDPOINT: &str = "B24_TEST_MIRROR_ENDPOINT";
const DATABASE: &str = "B24_TEST_MIRROR_DATABASE";
const TOKEN: &str = "app-access-token";

fn app(endpoint: &str) -> Client {
    let app = Client::builder().token(endpoint, TOKEN).no_limits();
    app.build().unwrap()
}

fn start(portal: &Portal, database: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "mirror::the_program_that_is_killed", "--ignored"])
        .env(ENDPOINT, portal.endpoint())
        .env(DATABASE, database)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Kills the program as soon as something is so.
async fn killed_when(mut program: Child, mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    program.kill().unwrap();
    assert!(!program.wait().unwrap().success());
}

fn read<T: rusqlite::types::FromSql>(database: &Path, sql: &str) -> Option<T> {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    db.query_row(sql, [], |row| row.get(0)).ok()
}

fn copied(database: &Path) -> i64 {
    read(
        database,
        "SELECT copied FROM progress WHERE name = 'contact'",
    )
    .unwrap_or(0)
}

/// Rows as the mirror has them.
fn mirrored(database: &Path, sql: &str) -> Vec<(i64, Option<String>)> {
    let db = Connection::open(database).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// What people do while nobody looks: changes, additions, deletions.
async fn change(b24: &Client, numbers: std::ops::Range<i64>) {
    let mut batch = Batch::new();
    for number in numbers {
        let id = contact::Id::new(number);
        if number % 7 == 0 {
            batch.push(contact::delete(id));
        } else {
            let name = format!("changed {number}");
            batch.push(contact::update(id, contact::Changes::new().name(name)));
        }
    }
    batch.push(contact::add(contact::Fields::new().name("new")));
    let renamed = company::Changes::new().title("renamed");
    batch.push(company::update(company::Id::new(3), renamed));
    b24.run(batch).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_that_is_killed_becomes_whole() {
    let portal = Portal::builder()
        .seed("contacts", 3_000)
        .seed("company", 80)
        .app(App::new("app.1", "secret").access_token(TOKEN))
        .start()
        .await
        .unwrap();
    let people = Client::builder().webhook(portal.webhook_url()).no_limits();
    let people = people.build().unwrap();
    let database = std::env::temp_dir().join(format!("b24-mirror-{}.db", std::process::id()));
    let remove = || {
        for end in ["", "-wal", "-shm"] {
            let mut path = database.clone().into_os_string();
            path.push(end);
            let _ = std::fs::remove_file(PathBuf::from(path));
        }
    };
    remove();

    // Twice in the middle of the first copy: the second run goes on where the first one ended.
    killed_when(start(&portal, &database), || copied(&database) >= 400).await;
    let first = copied(&database);
    assert!((400..3_000).contains(&first), "{first}");
    change(&people, 300..340).await;
    change(&people, 1_500..1_540).await;
    let mut least = i64::MAX;
    killed_when(start(&portal, &database), || {
        least = least.min(copied(&database));
        copied(&database) >= 1_600
    })
    .await;
    assert!(least >= first, "it began again: {least} after {first}");

    // Once while it works through events.
    portal.forget_requests();
    let asked = || {
        portal
            .requests()
            .iter()
            .filter(|request| request.method == "crm.contact.get")
            .count()
    };
    killed_when(start(&portal, &database), || asked() >= 10).await;
    change(&people, 2_000..2_040).await;

    let app = app(&portal.endpoint());
    let mut mirror = example::Mirror::open(app.clone(), &database).unwrap();
    mirror.catch_up().await.unwrap();

    // A portal gives up what it has kept for a month. Modification dates make up for it.
    let renamed = contact::Changes::new().name("unheard of");
    contact::update(contact::Id::new(601), renamed)
        .send(&people)
        .await
        .unwrap();
    let mut queue = OfflineEvents::new(&app).connector("mirror");
    let lost = queue
        .drain(|_| async { Ok::<_, String>(()) })
        .await
        .unwrap();
    assert_eq!(lost.done, 1);
    mirror.catch_up().await.unwrap();
    drop(mirror);

    let contacts = contact::list()
        .select(contact::NAME)
        .stream(&people)
        .try_collect()
        .await
        .unwrap();
    let contacts: Vec<_> = contacts
        .into_iter()
        .map(|c| (c.id.unwrap().get(), c.name))
        .collect();
    assert_eq!(
        mirrored(&database, "SELECT id, name FROM contact ORDER BY id"),
        contacts
    );
    let companies = company::list()
        .select(company::TITLE)
        .stream(&people)
        .try_collect()
        .await
        .unwrap();
    let companies: Vec<_> = companies
        .into_iter()
        .map(|c| (c.id.unwrap().get(), c.title))
        .collect();
    assert_eq!(
        mirrored(&database, "SELECT id, title FROM company ORDER BY id"),
        companies
    );
    remove();
}

#[tokio::test]
#[ignore = "another test starts this as a program and kills it"]
async fn the_program_that_is_killed() {
    let (Ok(endpoint), Ok(database)) = (std::env::var(ENDPOINT), std::env::var(DATABASE)) else {
        return;
    };
    let mut mirror = example::Mirror::open(app(&endpoint), Path::new(&database)).unwrap();
    mirror.catch_up().await.unwrap();
    // Killed, and not ended: whoever waits for it would take that for a success.
    tokio::time::sleep(Duration::from_secs(60)).await;
}
