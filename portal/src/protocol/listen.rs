//! The listener and its connections: all of them end with the portal, and any of them can be made to break.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::serve::Gate;

/// Pause when no connection can be had, as when there are no more file descriptors.
const BREATH: Duration = Duration::from_millis(20);

/// Serves until told to stop, or until whoever could tell is gone. Then nothing is left: neither the port nor a connection.
pub(crate) async fn listen(listener: TcpListener, gate: Gate, mut stop: oneshot::Receiver<()>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stop => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(converse(stream, gate.clone().of(peer.ip())));
                }
                Err(_) => tokio::time::sleep(BREATH).await,
            },
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn converse(stream: TcpStream, gate: Gate) {
    // Without it small answers may wait for the one before; a connection that refuses the option works all the same.
    let _ = stream.set_nodelay(true);
    let doom = Doom::default();
    let socket = Socket {
        stream,
        doom: doom.clone(),
    };
    let service = service_fn(move |request| gate.clone().serve(request, doom.clone()));
    let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    // It ends in an error when the client goes away, or when trouble was asked for: there is nobody to tell.
    let _ = connection.await;
}

/// Whether a connection is to be reset instead of closed.
#[derive(Debug, Clone, Default)]
pub(super) struct Doom(Arc<AtomicBool>);

impl Doom {
    pub(super) fn seal(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// A stream that sends a reset instead of a proper end when it is doomed.
struct Socket {
    stream: TcpStream,
    doom: Doom,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.doom.0.load(Ordering::SeqCst) {
            // Where the option does not take, the connection is closed instead, which is trouble enough.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
