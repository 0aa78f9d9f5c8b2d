//! No secret in anything that is said while everything goes wrong.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bitrix24::crm::contact;
use bitrix24::{Application, Batch, Client, Error, MemoryStore, Retry};
use bitrix24_portal::{App, Portal, Rule, Trouble, Webhook};

use crate::world::named;

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn every_trouble() -> Vec<Trouble> {
    let mut all = vec![
        Trouble::QueryLimit,
        Trouble::OperatingLimit { reset_in: 1 },
        Trouble::ExpiredToken,
        Trouble::RevokedToken,
        Trouble::Cut,
        Trouble::HalfJson,
        Trouble::NoJson,
        Trouble::Slow { millis: 1 },
        Trouble::refusal("ERROR_CORE", "No"),
    ];
    for done in [false, true] {
        all.extend([
            Trouble::ServerError { done },
            Trouble::Page { status: 502, done },
            Trouble::Page { status: 403, done },
            Trouble::Hang { done },
            Trouble::Reset { done },
            Trouble::Lost { done },
        ]);
    }
    all
}

fn told(said: &mut String, error: &Error) {
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        said.push_str(&format!("{error} {error:?} {error:#?}\n"));
        source = error.source();
    }
}

#[tokio::test]
async fn nothing_that_is_said_holds_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    let mut said = String::new();
    let mut secrets = vec!["webhook0secret".to_owned(), "app0secret".to_owned()];
    for trouble in every_trouble() {
        let portal = Portal::builder()
            .webhook(Webhook::new(1, "webhook0secret"))
            .app(App::new("app.1", "app0secret"))
            .start()
            .await
            .unwrap();
        let application = Application::new("app.1", "app0secret").server(portal.url());
        let code = portal.authorize("app.1").await.unwrap();
        let tokens = application.exchange(&code).await.unwrap();
        for name in ["access_token", "refresh_token"] {
            secrets.push(tokens.to_json()[name].as_str().unwrap().to_owned());
        }
        said.push_str(&format!("{tokens:?} {application:?}\n"));
        let builders = [
            Client::builder().webhook(portal.webhook_url()),
            Client::builder().application(application, tokens, MemoryStore::default()),
        ];
        for builder in builders {
            said.push_str(&format!("{builder:?}\n"));
            let retry = Retry::default().attempts(2).pause(Duration::from_millis(1));
            let builder = builder.retry(retry.within(Duration::from_millis(300)));
            let b24 = builder
                .no_limits()
                .timeout(Duration::from_millis(60))
                .build()
                .unwrap();
            said.push_str(&format!("{b24:?}\n"));
            portal.trouble(Rule::new("*", trouble.clone()).times(3));
            let mut batch = Batch::new();
            let one = batch.push(contact::add(named("Grace")));
            let errors = [
                contact::add(named("Ada")).send(&b24).await.err(),
                contact::list().stream(&b24).try_collect().await.err(),
                match b24.run(batch).await {
                    Ok(results) => results.get(one).err(),
                    Err(error) => Some(error),
                },
                contact::delete(99).send(&b24).await.err(),
                b24.call("no.such.method", ()).await.err(),
            ];
            errors
                .iter()
                .flatten()
                .for_each(|error| told(&mut said, error));
            portal.no_trouble();
        }
    }
    said.push_str(&String::from_utf8_lossy(&log.0.lock().unwrap()));
    assert!(said.len() > 10_000, "{} bytes were looked at", said.len());
    for secret in secrets {
        assert!(
            !said.contains(&secret),
            "{}",
            &said[said.find(&secret).unwrap().saturating_sub(300)..][..400]
        );
    }
}
