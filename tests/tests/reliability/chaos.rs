//! Random programs against a portal with random troubles: no duplicate, no loss, no hang, no panic.

use std::time::Duration;

use bitrix24::crm::contact::{self, Changes};
use bitrix24::{Batch, Client, Limits, Retry};
use bitrix24_portal::{Portal, Rule, Trouble};
use proptest::prelude::*;

use crate::world::named;

fn trouble() -> impl Strategy<Value = Trouble> {
    let done = any::<bool>();
    prop_oneof![
        Just(Trouble::QueryLimit),
        Just(Trouble::OperatingLimit { reset_in: 0 }),
        Just(Trouble::Cut),
        Just(Trouble::HalfJson),
        Just(Trouble::NoJson),
        done.prop_map(|done| Trouble::ServerError { done }),
        done.prop_map(|done| Trouble::Page { status: 502, done }),
        done.prop_map(|done| Trouble::Reset { done }),
        done.prop_map(|done| Trouble::Lost { done }),
    ]
}

fn rule(limited: bool) -> impl Strategy<Value = Rule> {
    let method = prop::sample::select(vec![
        "*",
        "batch",
        "crm.contact.*",
        "crm.contact.add",
        "crm.contact.list",
    ]);
    (
        method,
        trouble(),
        any::<bool>(),
        0.05..0.5_f64,
        any::<u64>(),
    )
        .prop_map(move |(method, trouble, in_batch, often, seed)| {
            // A blocked command of a batch does not tell for how long: a limiter would wait for half a minute.
            let blocked = matches!(trouble, Trouble::OperatingLimit { .. });
            let in_batch = in_batch && !(limited && blocked);
            let rule = Rule::new(method, trouble).probability(often).seed(seed);
            if in_batch { rule.in_batch() } else { rule }
        })
}

#[derive(Debug, Clone)]
enum Step {
    Add,
    AddMany(usize),
    Update(usize),
    Delete(usize),
    List,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::Add),
        1 => (1..70_usize).prop_map(Step::AddMany),
        2 => (0..8_usize).prop_map(Step::Update),
        1 => (0..8_usize).prop_map(Step::Delete),
        1 => Just(Step::List),
    ]
}

/// What the caller knows of the contacts that it wanted to make.
#[derive(Debug, Default)]
struct Known {
    /// There is exactly one of each, and its number.
    made: Vec<(String, i64)>,
    /// There may be one of each, and no more.
    perhaps: Vec<String>,
    /// There is none.
    gone: Vec<String>,
}

impl Known {
    fn learn(&mut self, name: String, outcome: Result<i64, bitrix24::Error>) {
        match outcome {
            Ok(id) => self.made.push((name, id)),
            Err(error) if error.is_uncertain() => self.perhaps.push(name),
            Err(_) => self.gone.push(name),
        }
    }
}

async fn run(limited: bool, rules: Vec<Rule>, steps: Vec<Step>) {
    let portal = Portal::start().await.unwrap();
    let mut retry = Retry::default()
        .attempts(4)
        .pause(Duration::from_micros(200))
        .within(Duration::from_secs(2));
    retry.longest = Duration::from_millis(1);
    let b24 = Client::builder().webhook(portal.webhook_url()).retry(retry);
    let b24 = if limited {
        b24.limits(Limits::new(100_000, 1e6, 480.0))
    } else {
        b24.no_limits()
    };
    let b24 = b24.build().unwrap();
    rules.into_iter().for_each(|rule| portal.trouble(rule));
    let mut known = Known::default();
    let mut number = 0;
    let mut name = || {
        number += 1;
        format!("n{number}")
    };
    for step in steps {
        match step {
            Step::Add => {
                let name = name();
                let made = contact::add(named(&name)).send(&b24).await;
                known.learn(name, made.map(|id| id.get()));
            }
            Step::AddMany(count) => {
                let mut batch = Batch::new();
                let mut handles = Vec::new();
                for _ in 0..count {
                    let name = name();
                    let handle = batch.push(contact::add(named(&name)));
                    handles.push((name, handle));
                }
                let results = b24.run(batch).await;
                for (name, handle) in handles {
                    let made = match &results {
                        Ok(results) => results.get(handle),
                        Err(error) => Err(error.clone()),
                    };
                    known.learn(name, made.map(|id| id.get()));
                }
            }
            Step::Update(at) => {
                if let Some((_, id)) = known.made.get(at) {
                    let changed = contact::update(*id, Changes::new().post("x"))
                        .send(&b24)
                        .await;
                    if changed.is_ok() {
                        let found = contact::get(*id).send(&b24).await;
                        assert!(found.is_err() || found.unwrap().post.as_deref() == Some("x"));
                    }
                }
            }
            Step::Delete(at) => {
                if at < known.made.len() {
                    let (name, id) = known.made.remove(at);
                    match contact::delete(id).send(&b24).await {
                        Ok(()) => known.gone.push(name),
                        Err(_) => known.perhaps.push(name),
                    }
                }
            }
            Step::List => {
                // A list is whole, or an error.
                if let Ok(all) = contact::list()
                    .select(contact::NAME)
                    .stream(&b24)
                    .try_collect()
                    .await
                {
                    for (name, _) in &known.made {
                        assert!(
                            all.iter().any(|c| c.name.as_ref() == Some(name)),
                            "{name} is missing"
                        );
                    }
                }
            }
        }
    }
    portal.no_trouble();
    let all = contact::list()
        .select(contact::NAME)
        .stream(&b24)
        .try_collect()
        .await
        .unwrap();
    let count = |name: &str| {
        all.iter()
            .filter(|c| c.name.as_deref() == Some(name))
            .count()
    };
    for (name, _) in &known.made {
        assert_eq!(count(name), 1, "{name} was made");
    }
    for name in &known.gone {
        assert_eq!(count(name), 0, "{name} was not made, or deleted");
    }
    for name in &known.perhaps {
        assert!(count(name) <= 1, "{name} was made twice");
    }
    portal.stop().await;
}

#[test]
fn random_programs() {
    // `CHAOS_RUNS=10000 cargo test -p bitrix24-tests --test reliability random` for a long look.
    let runs = std::env::var("CHAOS_RUNS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(200);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = ProptestConfig {
        cases: runs,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let programs = any::<bool>().prop_flat_map(|limited| {
        (
            Just(limited),
            prop::collection::vec(rule(limited), 0..4),
            prop::collection::vec(step(), 1..8),
        )
    });
    proptest::test_runner::TestRunner::new(config)
        .run(&programs, |(limited, rules, steps)| {
            let run = run(limited, rules, steps);
            let whole = async { tokio::time::timeout(Duration::from_secs(30), run).await };
            runtime
                .block_on(whole)
                .map_err(|_| TestCaseError::fail("it hangs"))
        })
        .unwrap();
}
