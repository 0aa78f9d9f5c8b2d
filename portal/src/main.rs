//! `b24portal`: a portal as a program.

#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bitrix24_portal::{App, Builder, Limits, Portal, Webhook};
use clap::Parser;

/// A local stand-in for a Bitrix24 account.
#[derive(Debug, Parser)]
#[command(name = "b24portal", version)]
struct Options {
    /// Listen on this port of the machine itself; 0 for any that is free
    #[arg(long, default_value_t = 8024)]
    port: u16,
    /// Keep the state in a file instead of in memory
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Make up records, the same ones every time, if there are none yet: contacts=1000
    #[arg(long, value_name = "KIND=N", value_parser = seed)]
    seed: Vec<(String, u32)>,
    /// What is allowed: default (50 requests, 2 a second), enterprise (250, 5 a second) or off
    #[arg(long, default_value = "default", value_parser = limits)]
    limits: Allowed,
    /// Make every answer late by so many milliseconds
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// The user that the webhook belongs to
    #[arg(long, value_name = "ID", default_value_t = 1)]
    webhook_user: i64,
    /// The token of the webhook, instead of one that is made up
    #[arg(long, value_name = "TOKEN")]
    webhook_token: Option<String>,
    /// Install an application
    #[arg(long, value_name = "CLIENT_ID:SECRET", value_parser = app)]
    app: Vec<App>,
    /// The application_token that comes with every event
    #[arg(long, value_name = "TEXT")]
    app_token: Option<String>,
    /// Call an address at an event, as an outgoing webhook does: onCrmContactAdd=http://127.0.0.1:9000/
    #[arg(long, value_name = "EVENT=URL", value_parser = pair::<'='>)]
    outgoing: Vec<(String, String)>,
    /// The server's time zone in minutes east of Greenwich
    #[arg(
        long,
        value_name = "MINUTES",
        default_value_t = 180,
        allow_hyphen_values = true
    )]
    utc_offset: i32,
}

/// Limits as the command line says them.
#[derive(Debug, Clone, Copy)]
struct Allowed(Option<Limits>);

fn pair<const BY: char>(text: &str) -> Result<(String, String), String> {
    let (first, second) = text
        .split_once(BY)
        .ok_or_else(|| format!("there is no '{BY}' in it"))?;
    Ok((first.to_owned(), second.to_owned()))
}

fn seed(text: &str) -> Result<(String, u32), String> {
    let (kind, count) = pair::<'='>(text)?;
    let count = count
        .parse()
        .map_err(|_| format!("'{count}' is no number"))?;
    Ok((kind, count))
}

fn limits(text: &str) -> Result<Allowed, String> {
    let limits = Limits::preset(text);
    limits
        .map(Allowed)
        .ok_or_else(|| "there are default, enterprise and off".to_owned())
}

fn app(text: &str) -> Result<App, String> {
    pair::<':'>(text).map(|(client, secret)| App::new(client, secret))
}

impl Options {
    fn builder(self) -> Builder {
        let mut builder = Portal::builder()
            .port(self.port)
            .limits(self.limits.0)
            .latency(Duration::from_millis(self.latency))
            .utc_offset(self.utc_offset);
        if let Some(path) = self.data {
            builder = builder.data(path);
        }
        for (kind, count) in self.seed {
            builder = builder.seed(kind, count);
        }
        builder = match self.webhook_token {
            Some(token) => builder.webhook(Webhook::new(self.webhook_user, token)),
            None => builder.webhook_of(self.webhook_user),
        };
        for app in self.app {
            builder = builder.app(app);
        }
        for (event, address) in self.outgoing {
            builder = builder.outgoing_webhook(event, address);
        }
        match self.app_token {
            Some(token) => builder.application_token(token),
            None => builder,
        }
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    runtime.block_on(async {
        let clients: Vec<App> = options.app.clone();
        let user = options.webhook_user;
        let started = options.builder().start().await;
        let ended = match started {
            Ok(portal) => {
                announce(&portal, user, &clients).await;
                let ended = tokio::signal::ctrl_c().await;
                portal.stop().await;
                ended.map_err(|error| error.to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        ended.map_or_else(|text| fail(&text), |()| ExitCode::SUCCESS)
    })
}

fn fail(text: &str) -> ExitCode {
    eprintln!("b24portal: {text}");
    ExitCode::FAILURE
}

async fn announce(portal: &Portal, user: i64, apps: &[App]) {
    println!("The portal is at {}", portal.url());
    println!("Webhook (user {user}):  {}", portal.webhook_url());
    println!("For applications:  {}", portal.endpoint());
    for app in apps {
        let name = app.client_id();
        println!("Tokens of {name}:  {}", portal.token_url());
        match portal.issue_tokens(name).await {
            Ok(tokens) => println!(
                "  access_token {}  refresh_token {}",
                tokens.access_token, tokens.refresh_token
            ),
            Err(error) => eprintln!("b24portal: {error}"),
        }
    }
    println!(
        "Try:               curl -g '{}crm.contact.list?select[]=ID&select[]=NAME'",
        portal.webhook_url()
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        let words = std::iter::once("b24portal").chain(line.split_whitespace());
        Options::try_parse_from(words).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_line_is_read() {
        let options =
            read("--port 0 --seed contacts=5 --data=/tmp/x.db --app a:b:c --limits off").unwrap();
        assert_eq!(options.seed, [("contacts".to_owned(), 5)]);
        assert_eq!(options.app, [App::new("a", "b:c")]);
        assert!(options.limits.0.is_none());
        assert_eq!(read("--utc-offset -300").unwrap().utc_offset, -300);
        for wrong in [
            "--port many",
            "--colour",
            "--seed contacts",
            "--limits none",
            "--app x",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
