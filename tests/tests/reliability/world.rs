//! A portal and a client that tries again quickly.

use std::time::Duration;

use bitrix24::crm::contact::{self, Fields};
use bitrix24::{Client, Limits, Retry};
use bitrix24_portal::{Builder, Portal, Rule, Trouble};

/// Pauses that tests can wait for.
pub(crate) fn quick() -> Retry {
    Retry::default().pause(Duration::from_millis(2))
}

pub(crate) struct World {
    pub(crate) portal: Portal,
    pub(crate) b24: Client,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(Portal::builder()).await
    }

    pub(crate) async fn seeded(count: u32) -> Self {
        Self::with(Portal::builder().seed("contacts", count)).await
    }

    pub(crate) async fn with(builder: Builder) -> Self {
        let portal = builder.start().await.unwrap();
        let b24 = Client::builder()
            .webhook(portal.webhook_url())
            .limits(Limits::new(10_000, 10_000.0, 480.0))
            .retry(quick())
            .timeout(Duration::from_millis(400))
            .build()
            .unwrap();
        Self { portal, b24 }
    }

    pub(crate) fn trouble(&self, method: &str, trouble: Trouble, times: u64) {
        self.portal.trouble(Rule::new(method, trouble).times(times));
    }

    /// How many requests of a method came in since the last time.
    pub(crate) fn sent(&self, method: &str) -> usize {
        let requests = self.portal.requests();
        self.portal.forget_requests();
        requests.iter().filter(|r| r.method == method).count()
    }

    /// The contacts that there are, whatever the client thinks.
    pub(crate) async fn names(&self) -> Vec<String> {
        self.portal.no_trouble();
        let plain = Client::webhook(self.portal.webhook_url()).unwrap();
        let all = contact::list().select(contact::NAME).stream(&plain);
        let all = all.try_collect().await.unwrap();
        self.portal.forget_requests();
        all.into_iter()
            .map(|c| c.name.unwrap_or_default())
            .collect()
    }
}

pub(crate) fn named(name: &str) -> Fields {
    Fields::new().name(name)
}
