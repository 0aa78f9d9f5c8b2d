//! Very many calls: each once, whatever happens.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use bitrix24::Report;
use bitrix24::crm::contact::{self, Changes};
use bitrix24_portal::{Rule, Trouble};

use crate::world::{World, named};

type ContactId = bitrix24::crm::contact::Id;

/// An addition with an identifier of our own.
fn person(number: u64) -> impl Into<bitrix24::Call<ContactId>> {
    let fields = named(&number.to_string())
        .originator_id("test")
        .origin_id(number.to_string());
    contact::add(fields)
}

fn found_by_origin(number: u64) -> bitrix24::Call<bitrix24::Page<contact::Contact>> {
    let list = contact::list()
        .filter(contact::ORIGINATOR_ID.eq("test"))
        .filter(contact::ORIGIN_ID.eq(number.to_string()))
        .select(contact::ID);
    list.into()
}

fn everybody(count: u64) -> Vec<String> {
    (0..count).map(|n| n.to_string()).collect()
}

fn journal(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("b24-{name}-{}.journal", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

fn uncertain<T>(report: &Report<T>) -> usize {
    report
        .errors()
        .filter(|(_, error)| error.is_uncertain())
        .count()
}

#[tokio::test]
async fn additions_go_out_by_fifty_and_in_order() {
    let w = World::start().await;
    let report = w.b24.many((0..230).map(person)).run().await.unwrap();
    assert!(report.is_complete(), "{report}");
    let ids: Vec<(u64, i64)> = report.done().map(|(place, id)| (place, id.get())).collect();
    let expected: Vec<(u64, i64)> = (0..230)
        .map(|n| (n, i64::try_from(n).unwrap() + 1))
        .collect();
    assert_eq!((ids, w.sent("batch")), (expected, 5));
    assert_eq!(w.names().await, everybody(230));
}

#[tokio::test]
async fn one_that_is_refused_does_not_stop_the_others() {
    let w = World::start().await;
    let calls = (0..60).map(|n| {
        let fields = named(&n.to_string());
        contact::add(if n == 7 {
            fields.email([bitrix24::crm::Email::work("nonsense")])
        } else {
            fields
        })
    });
    let report = w.b24.many(calls).run().await.unwrap();
    let errors: Vec<_> = report
        .errors()
        .map(|(place, error)| (place, error.code().map(str::to_owned)))
        .collect();
    assert_eq!(errors, [(7, Some("ERROR_CORE".to_owned()))]);
    assert_eq!(report.to_string(), "59 done, 1 failed, 0 uncertain");
}

#[tokio::test]
async fn lost_answers_are_looked_up() {
    for (trouble, done) in [
        (Trouble::Lost { done: true }, true),
        (Trouble::Reset { done: false }, false),
        (Trouble::Cut, true),
        (Trouble::ServerError { done: true }, true),
    ] {
        let w = World::start().await;
        w.portal
            .trouble(Rule::new("batch", trouble.clone()).skip(1).times(1));
        let report = w.b24.many((0..120).map(person)).run().await.unwrap();
        assert_eq!(
            (uncertain(&report), report.len()),
            (50, 120),
            "{trouble:?}: {report}"
        );
        assert_eq!(w.names().await.len(), if done { 120 } else { 70 });

        let w = World::start().await;
        w.portal
            .trouble(Rule::new("batch", trouble.clone()).skip(1).times(1));
        let report = w
            .b24
            .many((0..120).map(person))
            .finding(found_by_origin)
            .run()
            .await
            .unwrap();
        assert!(report.is_complete(), "{trouble:?}: {report}");
        let mut names = w.names().await;
        names.sort_by_key(|name| name.parse::<u64>().unwrap());
        assert_eq!(names, everybody(120), "{trouble:?}");
    }
}

#[tokio::test]
async fn what_is_refused_for_now_goes_out_again() {
    let w = World::start().await;
    let rule = Rule::new("crm.contact.add", Trouble::QueryLimit);
    w.portal.trouble(rule.in_batch().skip(20).times(3));
    let report = w.b24.many((0..60).map(person)).run().await.unwrap();
    assert!(report.is_complete(), "{report}");
    assert_eq!(w.names().await.len(), 60);
}

const PORTAL: &str = "KILLED_PORTAL";
const JOURNAL: &str = "KILLED_JOURNAL";

/// A process of its own, made by the test below.
#[tokio::test]
#[ignore = "a part of `a_run_that_was_killed_goes_on`"]
async fn the_program_that_is_killed() {
    let (Ok(portal), Ok(journal)) = (std::env::var(PORTAL), std::env::var(JOURNAL)) else {
        return;
    };
    let b24 = bitrix24::Client::webhook(portal).unwrap();
    let run = b24.many((0..300).map(person)).journal(journal).run();
    panic!("it was to be killed: {:?}", run.await);
}

#[tokio::test]
async fn a_run_that_was_killed_goes_on() {
    let w = World::start().await;
    let path = journal("killed");
    // The third request is carried out, and the program ends before the answer comes.
    w.portal.trouble(
        Rule::new("batch", Trouble::Hang { done: true })
            .skip(2)
            .times(1),
    );
    let mut program = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "bulk::the_program_that_is_killed", "--ignored"])
        .env(PORTAL, w.portal.webhook_url())
        .env(JOURNAL, &path)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while w.portal.requests().len() < 3 {
        assert_eq!(program.try_wait().unwrap(), None, "it ended by itself");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    program.kill().unwrap();
    assert!(!program.wait().unwrap().success());
    assert_eq!(w.sent("batch"), 3);
    // And a line was being written.
    let mut text = std::fs::read_to_string(&path).unwrap();
    text.push_str("{\"done\":9");
    std::fs::write(&path, &text).unwrap();
    let kept = std::fs::read(&path).unwrap();
    let report = w
        .b24
        .many((0..300).map(person))
        .journal(&path)
        .run()
        .await
        .unwrap();
    assert_eq!((uncertain(&report), report.len()), (50, 300), "{report}");
    assert_eq!(w.names().await.len(), 300);
    // With a way to find out, nothing is uncertain: those of the first run are found, all others too, or not sent.
    std::fs::write(&path, kept).unwrap();
    w.sent("batch");
    let run = w
        .b24
        .many((0..150).map(person))
        .journal(&path)
        .finding(found_by_origin);
    let report = run.run().await.unwrap();
    assert!(report.is_complete(), "{report}");
    let report = w
        .b24
        .many((0..150).map(person))
        .journal(&path)
        .run()
        .await
        .unwrap();
    assert!(report.is_complete(), "all of it is known now: {report}");
    assert_eq!(w.sent("batch"), 0, "nothing had to be sent");
    assert_eq!(w.names().await.len(), 300);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_journal_that_cannot_be_kept_stops_everything() {
    let w = World::start().await;
    for path in ["/no/such/folder/journal".to_owned(), {
        let path = journal("other");
        std::fs::write(&path, "something else\n").unwrap();
        path.display().to_string()
    }] {
        let error = w
            .b24
            .many((0..5).map(person))
            .journal(&path)
            .run()
            .await
            .unwrap_err();
        assert_eq!(error.method(), "journal", "{error:?}");
    }
    assert_eq!(w.sent("batch"), 0);
}

#[tokio::test]
async fn changes_and_deletions_are_repeated() {
    let w = World::seeded(120).await;
    w.portal.trouble(
        Rule::new("batch", Trouble::Lost { done: true })
            .skip(1)
            .times(1),
    );
    let changes = (1..=120).map(|id| contact::update(id, Changes::new().post("x")));
    let report = w.b24.many(changes).run().await.unwrap();
    assert!(report.is_complete(), "{report}");
    let changed = contact::list()
        .filter(contact::POST.eq("x"))
        .count(&w.b24)
        .await
        .unwrap();
    assert_eq!(changed, 120);
    let report = w
        .b24
        .many((1..=120).map(contact::delete))
        .run()
        .await
        .unwrap();
    assert!(report.is_complete(), "{report}");
    assert_eq!(w.names().await, [""; 0]);
}
