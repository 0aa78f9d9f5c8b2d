//! Tests that cross crates are in `tests/`; here is what they share.

use bitrix24::{Client, Retry};
use bitrix24_portal::{App, Builder, Portal};

/// The token of the application that every [`Stand`] lets in.
pub const APP_TOKEN: &str = "app-access-token";
/// The secret that comes with every event of a [`Stand`].
pub const APPLICATION_TOKEN: &str = "application-secret";

/// A portal of its own, and who calls it.
#[derive(Debug)]
pub struct Stand {
    /// The portal; gone when dropped.
    pub portal: Portal,
    /// Calls by webhook.
    pub b24: Client,
    /// Calls as an application.
    pub app: Client,
}

impl Stand {
    /// With an empty portal.
    pub async fn start() -> Self {
        Self::with(Portal::builder()).await
    }

    /// With this many contacts that the portal makes up.
    pub async fn seeded(count: u32) -> Self {
        Self::with(Portal::builder().seed("contacts", count)).await
    }

    /// With a portal that is set up otherwise.
    ///
    /// # Panics
    ///
    /// If it does not start.
    #[allow(clippy::expect_used)]
    pub async fn with(builder: Builder) -> Self {
        let portal = builder
            .app(App::new("app.tests", "app-secret").access_token(APP_TOKEN))
            .application_token(APPLICATION_TOKEN)
            .start()
            .await
            .expect("a portal");
        // The portal has no limits: nothing waits for them, and nothing hides behind another attempt.
        let b24 = Client::builder()
            .webhook(portal.webhook_url())
            .no_limits()
            .retry(Retry::never())
            .build()
            .expect("a webhook's address");
        let app = Client::builder()
            .no_limits()
            .retry(Retry::never())
            .token(portal.endpoint(), APP_TOKEN)
            .build()
            .expect("an address for tokens");
        Self { portal, b24, app }
    }
}
