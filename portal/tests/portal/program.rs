//! `b24portal`, started as a user starts it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::client::send;

struct Program {
    child: Child,
    webhook: String,
    lines: Vec<String>,
}

impl Program {
    /// Starts it and reads up to the last line that it prints at the start.
    fn start(options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_b24portal"))
            .args(["--port", "0"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            lines.push(line.unwrap());
            if lines.last().is_some_and(|line| line.starts_with("Try:")) {
                break;
            }
        }
        let webhook = lines.iter().find_map(|l| l.split_once("):  "));
        let webhook = webhook.expect("a webhook").1.to_owned();
        Self {
            child,
            webhook,
            lines,
        }
    }

    async fn call(&self, method: &str, params: Value) -> (u16, Value) {
        let head = "Content-Type: application/json\r\n";
        let url = format!("{}{method}", self.webhook);
        let reply = send(&url, "POST", head, params.to_string().as_bytes()).await;
        (reply.status, reply.json())
    }
}

impl Drop for Program {
    /// SIGKILL: no time for last words.
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", path.display()));
    }
}

#[tokio::test]
async fn what_was_answered_survives_being_killed() {
    let path = std::env::temp_dir().join(format!("b24portal-kill-{}.db", std::process::id()));
    remove(&path);
    let data = path.display().to_string();
    let options = ["--data", &data, "--limits", "off", "--app", "app.1:secret"];
    let program = Program::start(&options);
    let (webhook, tokens) = (program.webhook.clone(), program.lines.join("\n"));
    assert!(tokens.contains("access_token"));
    let mut made = Vec::new();
    for number in 0..20 {
        let fields = json!({ "NAME": number.to_string(), "PHONE": [{ "VALUE": number }] });
        let (status, body) = program
            .call("crm.contact.add", json!({ "fields": fields }))
            .await;
        assert_eq!(status, 200, "{body}");
        made.push(body["result"].to_string());
    }
    drop(program);
    let program = Program::start(&options);
    let path_of = |url: &str| url.split_once("/rest/").unwrap().1.to_owned();
    assert_eq!(
        path_of(&program.webhook),
        path_of(&webhook),
        "the address stays good"
    );
    let params = json!({ "select": ["ID", "NAME", "PHONE"], "order": { "ID": "ASC" } });
    let (_, body) = program.call("crm.contact.list", params).await;
    let kept = body["result"].as_array().unwrap();
    assert_eq!(kept.len(), made.len());
    for (number, (row, id)) in kept.iter().zip(&made).enumerate() {
        let number = json!(number.to_string());
        assert_eq!((&row["ID"], &row["NAME"]), (&json!(id), &number));
        assert_eq!(row["PHONE"][0]["VALUE"], number);
    }
    drop(program);
    remove(&path);
}

#[tokio::test]
async fn options_do_what_they_say() {
    let program = Program::start(&[
        "--webhook-user",
        "7",
        "--webhook-token",
        "abc",
        "--seed",
        "contacts=3",
    ]);
    assert!(program.webhook.ends_with("/rest/7/abc/"));
    let (_, body) = program.call("crm.contact.list", json!({})).await;
    assert_eq!(body["total"], 3);
    assert!(
        body["time"]["operating"].is_number(),
        "limits are on unless they are off"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_b24portal"))
        .args(["--seed", "unicorns=3", "--port", "0"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("no records called 'unicorns'"));
}
