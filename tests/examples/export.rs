//! Exports every contact of a portal by a stream, and tells what that cost this process; see `BENCHMARKS.md`.
//!
//! `cargo run --release -p bitrix24-portal -- --port 8024 --seed contacts=100000`, then
//! `cargo run --release -p bitrix24-tests --example export -- <the webhook's address>`.

use std::time::Instant;

use bitrix24::crm::contact;
use bitrix24::{Client, EveryCustomField, EveryField};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args()
        .nth(1)
        .ok_or("give the address of a webhook")?;
    let b24 = Client::webhook(url)?;
    let begun = Instant::now();
    let mut people = contact::list()
        .select((EveryField, EveryCustomField, contact::PHONE, contact::EMAIL))
        .stream(&b24);
    let mut count = 0_u64;
    while let Some(person) = people.try_next().await? {
        count += u64::from(person.id.is_some());
    }
    println!("{count} contacts in {:.2?}", begun.elapsed());
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        for line in status.lines().filter(|line| line.starts_with("VmHWM")) {
            println!("{line}");
        }
    }
    if let Some(ticks) = cpu_ticks() {
        // Linux counts in hundredths of a second.
        println!("{:.2} s CPU", ticks as f64 / 100.0);
    }
    Ok(())
}

/// User and system time of this process, as the kernel counts it.
fn cpu_ticks() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The second field is a name in parentheses that may hold spaces.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}
