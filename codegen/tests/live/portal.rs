//! A portal that answers what it was told to.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

/// The secret of its webhook.
pub(crate) const SECRET: &str = "s3cr3tt0ken";

pub(crate) struct Portal {
    pub(crate) webhook: String,
    /// What was called, in order.
    calls: Arc<Mutex<Vec<String>>>,
}

impl Portal {
    /// Answers by method: `result`, or the whole body of an answer with `error`; of a list of bodies one after the other, the
    /// last for ever.
    pub(crate) fn start(answers: &[(&str, Value)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let webhook = format!("http://{}/rest/1/{SECRET}/", listener.local_addr().unwrap());
        let mut answers: HashMap<String, Vec<Value>> = answers
            .iter()
            .map(|(method, answer)| {
                let answers = match &answer["in_turn"] {
                    Value::Array(answers) => answers.clone(),
                    _ => vec![answer.clone()],
                };
                ((*method).to_owned(), answers)
            })
            .collect();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let journal = Arc::clone(&calls);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut line = String::new();
                let mut length = 0;
                let mut method = String::new();
                while reader.read_line(&mut line).unwrap() > 2 {
                    if let Some(rest) = line.strip_prefix("POST ") {
                        let path = rest.split(' ').next().unwrap();
                        method = path.rsplit('/').next().unwrap().to_owned();
                    }
                    if let Some((name, value)) = line.split_once(':')
                        && name.eq_ignore_ascii_case("content-length")
                    {
                        length = value.trim().parse().unwrap();
                    }
                    line.clear();
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                journal.lock().unwrap().push(method.clone());
                let answer = match answers.get_mut(&method) {
                    Some(answers) if answers.len() > 1 => answers.remove(0),
                    Some(answers) => answers[0].clone(),
                    None => {
                        json!({ "error": "ERROR_METHOD_NOT_FOUND", "error_description": "Method not found!" })
                    }
                };
                let (status, body) = match answer.get("error") {
                    Some(_) => ("503 Sorry", answer.to_string()),
                    None => ("200 OK", json!({ "result": answer }).to_string()),
                };
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Self { webhook, calls }
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}
