//! Many portals at once, and what is left of them.

use std::time::Duration;

use bitrix24_portal::Portal;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::client::Client;

/// Threads of this process that own the database of a portal.
#[cfg(target_os = "linux")]
fn store_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok())
        .filter(|name| name.starts_with("b24portal-many"))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_portals_leave_nothing_behind() {
    let folder = std::env::temp_dir().join(format!("b24portal-many-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut starting = JoinSet::new();
    for number in 0..200 {
        let mut builder = Portal::builder().thread_name("b24portal-many");
        if number % 20 == 0 {
            builder = builder.data(folder.join(format!("{number}.db")));
        }
        starting.spawn(async move {
            let c = Client::with(builder).await;
            let id = c.contact(json!({ "NAME": number.to_string() })).await;
            assert_eq!(id, 1, "each has its own records");
            // A client that keeps its connection and one that waits for an answer are no reason to stay.
            let host = c.portal.url().trim_start_matches("http://").to_owned();
            (c, TcpStream::connect(host).await.unwrap())
        });
    }
    let mut running = Vec::new();
    while let Some(started) = starting.join_next().await {
        running.push(started.unwrap());
    }
    assert_eq!(running.len(), 200);
    #[cfg(target_os = "linux")]
    assert_eq!(store_threads(), 200);
    let hosts: Vec<String> = running
        .iter()
        .map(|(c, _)| c.portal.url().trim_start_matches("http://").to_owned())
        .collect();
    let mut idle = Vec::new();
    for (number, (c, stream)) in running.into_iter().enumerate() {
        idle.push(stream);
        if number % 2 == 0 {
            c.portal.stop().await;
        } else {
            drop(c);
        }
    }
    // Those that were stopped are gone already, those that were dropped go at once.
    for host in hosts {
        let gone = async {
            while TcpStream::connect(&host).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), gone)
            .await
            .unwrap_or_else(|_| panic!("{host} is still open"));
    }
    #[cfg(target_os = "linux")]
    for _ in 0..200 {
        if store_threads() == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    #[cfg(target_os = "linux")]
    assert_eq!(store_threads(), 0);
    let files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| !name.ends_with(".db"))
        .collect();
    assert_eq!(files, [""; 0], "nothing but the files that were asked for");
    std::fs::remove_dir_all(&folder).unwrap();
}
