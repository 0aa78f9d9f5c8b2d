//! `b24portal`: a portal as a program.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use bitrix24_portal::{Builder, Portal};

const USAGE: &str = "\
A local stand-in for a Bitrix24 account.

Usage: b24portal [OPTIONS]

  --port N            listen on this port (8024)
  --data FILE         keep the state in a file instead of in memory
  --seed KIND=N       make up records: --seed contacts=1000
  --webhook USER:TOK  let this webhook in (1 with a random token)
  --app ID:TOKEN      let this application in with a fixed access token
  --app-token TEXT    the secret that comes with every event
  --utc-offset MIN    the server's time zone in minutes east of Greenwich (180)
  -h, --help          this text
";

/// The port when none is named.
const PORT: u16 = 8024;

fn main() -> ExitCode {
    let builder = match arguments(std::env::args().skip(1)) {
        Ok(Some(builder)) => builder,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(text) => return fail(&format!("{text}\n\n{USAGE}")),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error.to_string()),
    };
    runtime.block_on(async {
        match builder.start().await {
            Ok(portal) => {
                announce(&portal);
                match tokio::signal::ctrl_c().await {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(error) => fail(&error.to_string()),
                }
            }
            Err(error) => fail(&error.to_string()),
        }
    })
}

fn fail(text: &str) -> ExitCode {
    eprintln!("b24portal: {text}");
    ExitCode::FAILURE
}

fn announce(portal: &Portal) {
    println!("The portal is at {}", portal.url());
    println!("Webhook (user 1):  {}", portal.webhook_url());
    println!("For applications:  {}", portal.endpoint());
    println!(
        "Try:               curl '{}crm.contact.list?select[]=ID&select[]=NAME' -g",
        portal.webhook_url()
    );
}

/// What the command line asks for; nothing when it asks for help.
fn arguments(mut arguments: impl Iterator<Item = String>) -> Result<Option<Builder>, String> {
    let mut builder = Portal::builder().port(PORT);
    while let Some(argument) = arguments.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                (name.to_owned(), Some(value.to_owned()))
            }
            _ => (argument, None),
        };
        if matches!(name.as_str(), "-h" | "--help") {
            return Ok(None);
        }
        let known = [
            "--port",
            "--data",
            "--seed",
            "--webhook",
            "--app",
            "--app-token",
            "--utc-offset",
        ];
        if !known.contains(&name.as_str()) {
            return Err(format!("unknown option '{name}'"));
        }
        let value = inline
            .or_else(|| arguments.next())
            .ok_or_else(|| format!("{name} needs a value"))?;
        let wrong = || format!("'{value}' is no value for {name}");
        let pair = |by: char| {
            value
                .split_once(by)
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .ok_or_else(wrong)
        };
        builder = match name.as_str() {
            "--port" => builder.port(value.parse().map_err(|_| wrong())?),
            "--data" => builder.data(&value),
            "--seed" => {
                let (kind, count) = pair('=')?;
                builder.seed(kind, count.parse().map_err(|_| wrong())?)
            }
            "--webhook" => {
                let (user, token) = pair(':')?;
                builder.webhook(user.parse().map_err(|_| wrong())?, token)
            }
            "--app" => {
                let (client, token) = pair(':')?;
                builder.app(client, token)
            }
            "--app-token" => builder.application_token(&value),
            _ => builder.utc_offset(value.parse().map_err(|_| wrong())?),
        };
    }
    Ok(Some(builder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<bool, String> {
        arguments(line.split_whitespace().map(str::to_owned)).map(|builder| builder.is_some())
    }

    #[test]
    fn the_command_line_is_read() {
        assert_eq!(
            read("--port 0 --seed contacts=5 --data=/tmp/x.db"),
            Ok(true)
        );
        assert_eq!(read("--help"), Ok(false));
        assert_eq!(
            read("--port many"),
            Err("'many' is no value for --port".to_owned())
        );
        assert_eq!(
            read("--colour"),
            Err("unknown option '--colour'".to_owned())
        );
    }
}
