//! A copy of contacts and companies in a database of our own, which survives that the program is killed.
//!
//! `B24_ENDPOINT=https://example.bitrix24.com/rest/ B24_ACCESS_TOKEN=… cargo run --example mirror -- mirror.db` copies everything once
//! and then follows what happens, for ever. Stop it when you like, and start it again: it goes on where it was. Without the variables the
//! example starts a portal in the same process, with 240 contacts, and mirrors it twice, in memory.
//!
//! Three things make it whole, whatever happens and whenever the program ends:
//!
//! - The portal keeps events until the program says that they are handled (offline events). They are bound before anything is
//!   copied, so that nothing happens unseen.
//! - The first copy goes by identifiers; after each page the last one is kept, in the transaction that keeps the page.
//! - After each start, what has a later modification date than the newest record of the time before is read again: events that the
//!   portal has given up meanwhile are made up for.

use std::path::Path;

use bitrix24::crm::{contact, item::company};
use bitrix24::{Client, DateTime, Decode, Event, Handlers, ListStream, OfflineEvents, event_names};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Tells our events from those of other parts of the app.
const CONNECTOR: &str = "mirror";

/// Rows that are kept together.
const PAGE: usize = 50;

const TABLES: &str = "
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS contact (id INTEGER PRIMARY KEY, name TEXT, last_name TEXT, company_id INTEGER);
    CREATE TABLE IF NOT EXISTS company (id INTEGER PRIMARY KEY, title TEXT);
    -- How far a table is: the last identifier that was copied, until all are; and how new its newest record was then.
    CREATE TABLE IF NOT EXISTS progress (name TEXT PRIMARY KEY, copied INTEGER, complete INTEGER NOT NULL DEFAULT 0, newest TEXT);
";

/// Where a stream of records begins.
enum From {
    /// Behind this identifier.
    Id(i64),
    /// At this moment of modification.
    Modified(DateTime),
}

/// A kind of record that is mirrored.
trait Mirrored: Decode {
    /// Its table.
    const TABLE: &'static str;

    fn records(b24: &Client, from: From) -> ListStream<Self>;

    /// When the record was changed that was changed last.
    async fn newest(b24: &Client) -> Result<Option<DateTime>>;

    /// Writes the record over what was there, and tells its identifier.
    fn save(&self, to: &Transaction<'_>) -> Result<i64>;
}

impl Mirrored for contact::Contact {
    const TABLE: &'static str = "contact";

    fn records(b24: &Client, from: From) -> ListStream<Self> {
        let list = contact::list().select((contact::NAME, contact::LAST_NAME, contact::COMPANY_ID));
        match from {
            From::Id(id) => list.filter(contact::ID.gt(id)),
            From::Modified(moment) => list.filter(contact::DATE_MODIFY.ge(moment)),
        }
        .stream(b24)
    }

    async fn newest(b24: &Client) -> Result<Option<DateTime>> {
        let list = contact::list()
            .order(contact::DATE_MODIFY.desc())
            .select(contact::DATE_MODIFY);
        let page = list.send(b24).await?;
        Ok(page.items.first().and_then(|contact| contact.date_modify))
    }

    fn save(&self, to: &Transaction<'_>) -> Result<i64> {
        let id = self.id.ok_or("a contact has an identifier")?.get();
        let company = self.company_id.map(|company| company.get());
        to.prepare_cached("INSERT OR REPLACE INTO contact (id, name, last_name, company_id) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![id, self.name, self.last_name, company])?;
        Ok(id)
    }
}

impl Mirrored for company::Company {
    const TABLE: &'static str = "company";

    fn records(b24: &Client, from: From) -> ListStream<Self> {
        let list = company::list().select(company::TITLE);
        match from {
            From::Id(id) => list.filter(company::ID.gt(id)),
            From::Modified(moment) => list.filter(company::UPDATED_TIME.ge(moment)),
        }
        .stream(b24)
    }

    async fn newest(b24: &Client) -> Result<Option<DateTime>> {
        let list = company::list()
            .order(company::UPDATED_TIME.desc())
            .select(company::UPDATED_TIME);
        let page = list.send(b24).await?;
        Ok(page.items.first().and_then(|company| company.updated_time))
    }

    fn save(&self, to: &Transaction<'_>) -> Result<i64> {
        let id = self.id.ok_or("a company has an identifier")?.get();
        to.prepare_cached("INSERT OR REPLACE INTO company (id, title) VALUES (?1, ?2)")?
            .execute(params![id, self.title])?;
        Ok(id)
    }
}

/// A database and the portal that it mirrors.
pub(crate) struct Mirror {
    app: Client,
    db: Connection,
}

impl Mirror {
    /// Opens a mirror, new or begun.
    ///
    /// # Errors
    ///
    /// If it is no database.
    pub(crate) fn open(app: Client, path: &Path) -> Result<Self> {
        let db = Connection::open(path)?;
        db.execute_batch(TABLES)?;
        Ok(Self { app, db })
    }

    /// Brings the mirror up to date. Ended in the middle and called again, it goes on.
    ///
    /// # Errors
    ///
    /// Those of the portal and of the database.
    pub(crate) async fn catch_up(&mut self) -> Result<()> {
        let mut handlers = Handlers::new("https://mirror.example/").connector(CONNECTOR);
        for event in [
            event_names::CRM_CONTACT_ADD,
            event_names::CRM_CONTACT_UPDATE,
            event_names::CRM_CONTACT_DELETE,
            event_names::CRM_COMPANY_ADD,
            event_names::CRM_COMPANY_UPDATE,
            event_names::CRM_COMPANY_DELETE,
        ] {
            handlers = handlers.on_offline(event);
        }
        handlers.sync(&self.app).await?;
        self.copy::<company::Company>().await?;
        self.copy::<contact::Contact>().await?;
        self.handle_events().await
    }

    /// Copies what is not there yet; once all of it is, only what was changed since.
    async fn copy<T: Mirrored>(&mut self) -> Result<()> {
        let row = self
            .db
            .query_row(
                "SELECT copied, complete, newest FROM progress WHERE name = ?1",
                [T::TABLE],
                |row| {
                    Ok((
                        row.get::<_, Option<i64>>(0)?,
                        row.get::<_, bool>(1)?,
                        row.get::<_, Option<String>>(2)?,
                    ))
                },
            )
            .optional()?;
        // Asked before the records are: what is changed meanwhile is newer.
        let newest = T::newest(&self.app).await?;
        let (copied, complete, before) = row.unwrap_or_default();
        if !complete {
            self.remember::<T>(copied, false, before.is_none().then_some(newest).flatten())?;
            self.take::<T>(From::Id(copied.unwrap_or(0)), true).await?;
            return self.remember::<T>(None, true, None);
        }
        if let Some(before) = before {
            self.take::<T>(From::Modified(before.parse()?), false)
                .await?;
        }
        self.remember::<T>(None, true, newest)
    }

    /// Takes records in, page by page.
    async fn take<T: Mirrored>(&mut self, from: From, counts: bool) -> Result<()> {
        let mut records = T::records(&self.app, from);
        let mut page = Vec::with_capacity(PAGE);
        loop {
            let record = records.try_next().await?;
            let over = record.is_none();
            page.extend(record);
            if page.len() < PAGE && !over {
                continue;
            }
            let transaction = self.db.transaction()?;
            for record in page.drain(..) {
                let id = record.save(&transaction)?;
                if counts {
                    transaction
                        .prepare_cached("UPDATE progress SET copied = ?2 WHERE name = ?1")?
                        .execute(params![T::TABLE, id])?;
                }
            }
            transaction.commit()?;
            if over {
                return Ok(());
            }
        }
    }

    /// Keeps how far a table is; `newest` only when it is given.
    fn remember<T: Mirrored>(
        &self,
        copied: Option<i64>,
        complete: bool,
        newest: Option<DateTime>,
    ) -> Result<()> {
        self.db.execute(
            "INSERT INTO progress (name, copied, complete, newest) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET copied = ?2, complete = ?3, newest = coalesce(?4, newest)",
            params![T::TABLE, copied, complete, newest.map(|moment| moment.to_rfc3339())],
        )?;
        Ok(())
    }

    /// Works through what the portal has kept for us.
    async fn handle_events(&mut self) -> Result<()> {
        let mut queue = OfflineEvents::new(&self.app).connector(CONNECTOR);
        while let Some(batch) = queue.next().await? {
            for kept in batch.events() {
                self.handle(kept.event()?).await?;
            }
            // Events of a batch that was not finished come again, and handling them twice does no harm.
            batch.done().await?;
        }
        Ok(())
    }

    async fn handle(&mut self, event: Event) -> Result<()> {
        match event {
            Event::CrmContactAdd(event) | Event::CrmContactUpdate(event) => {
                self.refresh(contact::get(event.data.id).send(&self.app).await)
            }
            Event::CrmContactDelete(event) => self.forget("contact", event.data.id.get()),
            Event::CrmCompanyAdd(event) | Event::CrmCompanyUpdate(event) => {
                self.refresh(company::get(event.data.id).send(&self.app).await)
            }
            Event::CrmCompanyDelete(event) => self.forget("company", event.data.id.get()),
            _ => Ok(()),
        }
    }

    /// Takes over a record as it is now, however often it was changed.
    fn refresh<T: Mirrored>(
        &mut self,
        record: std::result::Result<T, bitrix24::Error>,
    ) -> Result<()> {
        let record = match record {
            Ok(record) => record,
            // Deleted since: that is an event of its own.
            Err(error) if error.is_not_found() => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let transaction = self.db.transaction()?;
        record.save(&transaction)?;
        Ok(transaction.commit()?)
    }

    fn forget(&self, table: &str, id: i64) -> Result<()> {
        self.db
            .execute(&format!("DELETE FROM {table} WHERE id = ?1"), [id])?;
        Ok(())
    }

    /// How many contacts and companies there are.
    ///
    /// # Errors
    ///
    /// Those of the database.
    pub(crate) fn count(&self) -> Result<(i64, i64)> {
        let sql = "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM company)";
        Ok(self
            .db
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}

#[allow(dead_code)] // a test of the project runs this file as a part of its own
#[tokio::main]
async fn main() -> Result<()> {
    let variables = (
        std::env::var("B24_ENDPOINT"),
        std::env::var("B24_ACCESS_TOKEN"),
    );
    if let (Ok(endpoint), Ok(token)) = variables {
        let path = std::env::args().nth(1).ok_or("the path of the database")?;
        let app = Client::builder().token(endpoint, token).build()?;
        let mut mirror = Mirror::open(app, Path::new(&path))?;
        loop {
            mirror.catch_up().await?;
            println!("{:?}", mirror.count()?);
            tokio::time::sleep(std::time::Duration::from_secs(30)).await;
        }
    }

    use bitrix24_portal::{App, Portal};
    let portal = Portal::builder()
        .app(App::new("app.example", "app-secret").access_token("app-access-token"))
        .seed("contacts", 240)
        .start()
        .await?;
    let app = Client::builder()
        .token(portal.endpoint(), "app-access-token")
        .build()?;
    let mut mirror = Mirror::open(app, Path::new(":memory:"))?;
    mirror.catch_up().await?;
    println!("Copied: {:?} contacts and companies.", mirror.count()?);

    let people = Client::webhook(portal.webhook_url())?;
    let ada = contact::Fields::new().name("Ada");
    contact::add(ada).send(&people).await?;
    contact::delete(1).send(&people).await?;
    contact::delete(2).send(&people).await?;
    mirror.catch_up().await?;
    println!("One came and two went: {:?}.", mirror.count()?);
    assert_eq!(mirror.count()?.0, 239);
    Ok(())
}
