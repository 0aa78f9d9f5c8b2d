//! The queues: one for each address, so that a slow handler delays only what is for itself.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::post;

/// A call of a handler.
struct Delivery {
    handler: String,
    body: String,
}

/// Where calls of handlers are put.
#[derive(Clone)]
pub(crate) struct Outbox {
    deliveries: mpsc::UnboundedSender<Delivery>,
    pending: Arc<watch::Sender<usize>>,
}

/// The other end.
pub(crate) struct Inbox {
    deliveries: mpsc::UnboundedReceiver<Delivery>,
    pending: Arc<watch::Sender<usize>>,
}

impl Outbox {
    pub(crate) fn new() -> (Self, Inbox) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let pending = Arc::new(watch::Sender::new(0));
        let outbox = Self {
            deliveries: sender,
            pending: Arc::clone(&pending),
        };
        let inbox = Inbox {
            deliveries: receiver,
            pending,
        };
        (outbox, inbox)
    }

    pub(super) fn send(&self, handler: &str, body: String) {
        self.pending.send_modify(|pending| *pending += 1);
        let delivery = Delivery {
            handler: handler.to_owned(),
            body,
        };
        // The queue is closed only while the portal stops.
        let _ = self.deliveries.send(delivery);
    }

    /// Calls that are waiting or under way.
    pub(crate) fn pending(&self) -> usize {
        *self.pending.borrow()
    }

    /// Waits until there are none.
    pub(crate) async fn settled(&self) {
        // The sender lives in this very value, so waiting cannot fail.
        let _ = self.pending.subscribe().wait_for(|n| *n == 0).await;
    }
}

/// Calls the handlers of each address one after another, in the order of events, until the outbox is gone. A call that
/// fails is not repeated: that is what the platform does too.
pub(crate) async fn deliver(mut inbox: Inbox) {
    let mut queues: HashMap<String, mpsc::UnboundedSender<String>> = HashMap::new();
    let mut workers = JoinSet::new();
    while let Some(Delivery { handler, body }) = inbox.deliveries.recv().await {
        let queue = queues.entry(handler.clone()).or_insert_with(|| {
            let (queue, bodies) = mpsc::unbounded_channel();
            workers.spawn(serve(handler, bodies, Arc::clone(&inbox.pending)));
            queue
        });
        // A worker ends only with its queue.
        let _ = queue.send(body);
    }
}

async fn serve(
    handler: String,
    mut bodies: mpsc::UnboundedReceiver<String>,
    pending: Arc<watch::Sender<usize>>,
) {
    while let Some(body) = bodies.recv().await {
        if let Err(error) = post::form(&handler, body).await {
            eprintln!("b24portal: an event was not delivered to {handler}: {error}");
        }
        pending.send_modify(|pending| *pending = pending.saturating_sub(1));
    }
}
