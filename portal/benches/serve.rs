//! What a portal costs: time to make up 100,000 contacts, CPU for a batch of 2,500 rows, memory before and after serving.
//!
//! `cargo bench -p bitrix24-portal`; reads CPU and memory from `/proc`, so on Linux only.

#![allow(clippy::expect_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How many batches are measured.
const ROUNDS: u32 = 40;
/// Ticks of the kernel's CPU clock in a second, as on every Linux that matters.
const TICKS: f64 = 100.0;

fn main() {
    if !cfg!(target_os = "linux") {
        println!("CPU and memory are read from /proc: only on Linux");
        return;
    }
    let before = Instant::now();
    let mut portal = Command::new(env!("CARGO_BIN_EXE_b24portal"))
        .args([
            "--port",
            "0",
            "--limits",
            "off",
            "--seed",
            "contacts=100000",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .expect("b24portal starts");
    let stdout = portal.stdout.take().expect("its output");
    let webhook = BufReader::new(stdout)
        .lines()
        .map_while(Result::ok)
        .find_map(|line| Some(line.split_once("):  ")?.1.to_owned()))
        .expect("a webhook");
    println!(
        "100,000 contacts made up, and started:  {:.2?}",
        before.elapsed()
    );
    export(&webhook, 0);
    let (cpu, memory) = (cpu(&portal), memory(&portal));
    let (mut bytes, wall) = (0, Instant::now());
    for round in 0..ROUNDS {
        bytes = export(&webhook, round);
    }
    let used = (self::cpu(&portal) - cpu) / ROUNDS;
    println!(
        "A batch of 2,500 rows, every field ({bytes} bytes):  {used:.1?} of CPU, {:.1?} in all",
        wall.elapsed() / ROUNDS
    );
    println!(
        "Memory:  {} MiB after one batch, {} MiB after {ROUNDS} more",
        memory >> 10,
        self::memory(&portal) >> 10
    );
    portal.kill().expect("it is killed");
    portal.wait().expect("it has ended");
}

/// Fifty pages by the id cursor, each after the last row of the one before.
fn export(webhook: &str, round: u32) -> usize {
    let mut body = String::from("halt=1");
    let select =
        "%26select%5B%5D%3D*%26select%5B%5D%3DUF_*%26select%5B%5D%3DPHONE%26select%5B%5D%3DEMAIL";
    for page in 0..50 {
        let from = match page {
            0 => (round * 2_000).to_string(),
            _ => format!("%24result%5Bp{}%5D%5B49%5D%5BID%5D", page - 1),
        };
        body += &format!(
            "&cmd[p{page}]=crm.contact.list%3Fstart%3D-1%26order%255BID%255D%3DASC%26filter%255B%253EID%255D%3D{from}{select}"
        );
    }
    let rest = webhook.trim_start_matches("http://");
    let (host, path) = rest.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("a connection");
    let length = body.len();
    write!(
        stream,
        "POST /{path}batch HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    )
    .expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert_eq!(answer.matches("\"LAST_NAME\"").count(), 2_500);
    answer.len()
}

/// CPU time of a process so far.
fn cpu(child: &Child) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).expect("its figures");
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields[at].parse::<f64>().expect("ticks");
    Duration::from_secs_f64((ticks(11) + ticks(12)) / TICKS)
}

/// Resident memory in KiB.
fn memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("its figures");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.expect("its memory").split_whitespace().next();
    number.expect("a number").parse().expect("a number")
}
