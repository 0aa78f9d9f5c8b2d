//! The client for programs that are not asynchronous.

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::batch::{Batch, BatchResults};
use crate::call::Call;
use crate::client::Client;
use crate::decode::Decode;
use crate::entity::Keyed;
use crate::error::Error;
use crate::page::Page;
use crate::stream::ListStream;

/// A [`Client`] that waits. It brings a runtime of its own, so that it is not for use inside of an asynchronous program.
///
/// ```no_run
/// # fn run() -> Result<(), bitrix24_client::Error> {
/// use bitrix24_client::{Client, blocking::Blocking};
///
/// let b24 = Blocking::new(Client::webhook("https://example.bitrix24.com/rest/1/abcdefgh12345678/")?)?;
/// let answer = b24.wait(b24.client().call("some.new.method", ()))?;
/// # let _ = answer;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Blocking {
    client: Client,
    runtime: Arc<Runtime>,
}

impl Blocking {
    /// With a thread for what goes on in the background.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if there is no thread to be had.
    pub fn new(client: Client) -> Result<Self, Error> {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| Error::transport("Client", error))?;
        Ok(Self {
            client,
            runtime: Arc::new(runtime),
        })
    }

    /// The client that waits.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for anything that is done with the client.
    pub fn wait<F>(&self, work: F) -> F::Output
    where
        F: IntoFuture,
    {
        let work = work.into_future();
        self.runtime.block_on(work)
    }

    /// Sends a call and waits for its answer.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send<T: Decode>(&self, call: &Call<T>) -> Result<T, Error> {
        self.wait(call.send(&self.client))
    }

    /// Runs a batch and waits for its results.
    ///
    /// # Errors
    ///
    /// Those of [`Client::run`].
    pub fn run(&self, batch: Batch) -> Result<BatchResults, Error> {
        self.wait(self.client.run(batch))
    }

    /// Every record of a list, one after the other (see [`ListStream`]).
    pub fn stream<T: Decode + Keyed>(&self, list: &Call<Page<T>>) -> Records<T> {
        Records {
            stream: list.stream(&self.client),
            runtime: Arc::clone(&self.runtime),
        }
    }
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blocking({})", self.client.host())
    }
}

/// Every record of a list, as an iterator.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is read"]
pub struct Records<T> {
    stream: ListStream<T>,
    runtime: Arc<Runtime>,
}

impl<T: Decode> Iterator for Records<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.block_on(self.stream.try_next()).transpose()
    }
}
