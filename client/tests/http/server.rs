//! A server that answers as a test tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use bitrix24_client::Client;
use serde_json::{Value, json};

/// What the path of every webhook here ends with; must not show up anywhere.
pub(crate) const TOKEN: &str = "s3cr3ttok3n";

/// What is answered.
pub(crate) enum Answer {
    Body(u16, String),
    /// The same with a header.
    Header(u16, &'static str, String),
    /// Half of a body, and the end of the connection.
    Cut,
    /// Nothing, and the end of the connection.
    Gone,
}

pub(crate) fn json(body: Value) -> Answer {
    Answer::Body(200, body.to_string())
}

pub(crate) fn result(result: Value) -> Answer {
    json(json!({ "result": result, "time": { "duration": 0.5, "operating": 0.25 } }))
}

/// What was asked: method and parameters.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) idempotency_key: Option<String>,
    /// The same as it came.
    pub(crate) text: String,
}

impl Asked {
    pub(crate) fn method(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }
}

pub(crate) struct Server {
    pub(crate) client: Client,
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Runs until the test's process ends.
    pub(crate) fn start(answer: impl FnMut(&Asked) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/rest/1/{TOKEN}/", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let answer = Arc::new(Mutex::new(answer));
        thread::spawn(move || {
            for connection in listener.incoming() {
                let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
                thread::spawn(move || {
                    let connection = connection.unwrap();
                    let Some(asked) = read(&connection) else {
                        return;
                    };
                    log.lock().unwrap().push(asked.clone());
                    let answer = (answer.lock().unwrap())(&asked);
                    write(connection, answer);
                });
            }
        });
        Self {
            client: once(&url),
            url,
            asked,
        }
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn read(connection: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    let mut idempotency_key = None;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        let header = line.to_ascii_lowercase();
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if let Some(value) = header.strip_prefix("idempotency-key:") {
            idempotency_key = Some(value.trim().to_owned());
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let text = String::from_utf8(body).ok()?;
    Some(Asked {
        idempotency_key,
        path,
        body: serde_json::from_str(&text).unwrap_or(Value::Null),
        text,
    })
}

fn write(mut connection: TcpStream, answer: Answer) {
    let (status, header, body) = match answer {
        Answer::Body(status, body) => (status, "X-Nothing: 1", body),
        Answer::Header(status, header, body) => (status, header, body),
        Answer::Cut => {
            let _ = connection
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"result\":");
            return;
        }
        Answer::Gone => return,
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n{header}\r\n\r\n",
        body.len()
    );
    let _ = connection
        .write_all(head.as_bytes())
        .and_then(|()| connection.write_all(body.as_bytes()));
}

/// A client that sends every call once, at once: what goes wrong is seen.
pub(crate) fn once(url: &str) -> Client {
    let builder = Client::builder().webhook(url).no_limits();
    builder
        .retry(bitrix24_client::Retry::never())
        .build()
        .unwrap()
}
