//! Exports of time trackers, written by us after their formats: what runs no time is set aside, what is no work is no work.

use bilan::books::{Books, Reason};
use bilan::error::ErrorKind;
use bilan::model::TimeKind;

use super::{Folder, assert_no_row_is_lost, hours};
use crate::book::{day, decimal};

fn read(name: &str, text: &str) -> Books {
    let books = Folder::new(name).write(name, text).open().unwrap_or_else(|errors| panic!("{errors}"));
    assert_no_row_is_lost(&books, name);
    books
}

fn aside(books: &Books) -> Vec<(Reason, u64)> {
    let all = books.sources().iter().flat_map(|source| &source.set_aside);
    all.map(|(reason, aside)| (reason.clone(), aside.rows)).collect()
}

#[test]
fn a_running_timer_is_nothing_to_count() {
    let books = read(
        "Toggl_time_entries.csv",
        "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,Amount (EUR)\n\
         Ada,ada@example.org,Lemoine,Audit,,Entretiens,Yes,2023-05-02,09:00:00,2023-05-02,12:30:00,03:30:00,,350.00\n\
         Ada,ada@example.org,Lemoine,Audit,,Oubli,Yes,2023-05-03,09:00:00,2023-05-30,09:00:00,648:00:00,,\n\
         Ada,ada@example.org,,,,Courriels,No,2023-05-04,08:00:00,2023-05-04,08:15:00,00:15:00,,\n\
         Ada,ada@example.org,Lemoine,Audit,,En cours,Yes,2023-05-05,09:00:00,,,00:00:00,,\n",
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    assert_eq!(aside(&books), [(Reason::Empty, 1)]);
    assert_eq!(hours(&books), decimal("651.75"));
    let last = books.time_entries().iter().last().unwrap();
    assert_eq!((last.value().billable, last.value().client, last.value().date), (false, "", day("2023-05-04")));
}

#[test]
fn breaks_are_set_aside_and_time_off_is_leave() {
    let books = read(
        "clockify.csv",
        "\"Project\",\"Client\",\"Description\",\"User\",\"Type\",\"Billable\",\"Start Date\",\"Start Time\",\"End Date\",\"End Time\",\
         \"Duration (h)\",\"Duration (decimal)\",\"Billable Rate (EUR)\",\"Billable Amount (EUR)\"\n\
         \"Audit\",\"Lemoine\",\"Entretiens\",\"Ada\",\"Regular\",\"Yes\",\"31/05/2023\",\"09:00\",\"31/05/2023\",\"11:00\",\"02:00:00\",\"2.00\",\"90.00\",\"180.00\"\n\
         \"Audit\",\"Lemoine\",\"\",\"Ada\",\"Break\",\"No\",\"31/05/2023\",\"11:00\",\"31/05/2023\",\"11:30\",\"00:30:00\",\"0.50\",\"0.00\",\"0.00\"\n\
         \"\",\"\",\"\",\"Ada\",\"Time off\",\"No\",\"01/06/2023\",\"09:00\",\"01/06/2023\",\"16:00\",\"07:00:00\",\"7.00\",\"0.00\",\"0.00\"\n",
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    assert_eq!(aside(&books), [(Reason::Empty, 1)]);
    let read: Vec<_> =
        books.time_entries().iter().map(|row| (row.value().kind, row.value().date, row.value().billable)).collect();
    assert_eq!(read, [(TimeKind::Work, day("2023-05-31"), true), (TimeKind::Leave, day("2023-06-01"), false)]);
}

#[test]
fn a_report_with_timestamps_is_dated_by_the_day_it_starts() {
    let books = read(
        "time-entries-report.csv",
        "Description,Task,Project,Client,User,Start,End,Duration,Duration (decimal),Billable,Tags\n\
         Nuit,,Astreinte,Lemoine,Ada,2023-05-31 22:30:00,2023-06-01 00:30:00,02:00:00,2.00,Yes,\n",
    );
    assert!(books.errors().is_empty(), "{}", books.errors());
    let entry = books.time_entries().get(0).unwrap().value();
    assert_eq!((entry.date, entry.client, hours(&books)), (day("2023-05-31"), "Lemoine", decimal("2")));
}

#[test]
fn a_category_tells_leave_where_every_row_is_of_one_type() {
    let header = "Date,From,To,Duration,Customer,Project,Activity,Description,Billable,Type,category\n";
    let row =
        |day: u32, category: &str| format!("2023-05-0{day},09:00,11:00,2:00,Lemoine,Audit,Conseil,,1,timesheet,{category}\n");
    let text =
        [header.to_owned(), row(1, "work"), row(2, "holiday"), row(3, "sickness"), row(4, "Formation"), row(5, "")].concat();
    let books = read("kimai.csv", &text);
    assert!(books.errors().is_empty(), "{}", books.errors());
    let kinds: Vec<_> = books.time_entries().iter().map(|row| row.value().kind).collect();
    assert_eq!(kinds, [TimeKind::Work, TimeKind::Leave, TimeKind::Sick, TimeKind::Work, TimeKind::Work]);
}

#[test]
fn no_date_is_guessed() {
    let header = "Client,Start Date,Duration\n";
    let books = read("clockify-short.csv", &format!("{header}Lemoine,1/2/2024,01:00:00\nLemoine,3/2/2024,01:00:00\n"));
    assert!(books.time_entries().is_empty() && books.rejected().len() == 2);
    let [error] = books.errors().iter().collect::<Vec<_>>()[..] else { panic!("{}", books.errors()) };
    assert_eq!((error.kind(), error.field_name()), (ErrorKind::Ambiguous, Some("Start Date")));
    assert!(
        error.block().is_some_and(|block| block.contains("date_format") && block.contains("clockify-short.csv")),
        "{error:?}"
    );

    // One day above 12 settles the column.
    let books = read("clockify-long.csv", &format!("{header}Lemoine,1/2/2024,01:00:00\nLemoine,2/13/2024,01:00:00\n"));
    assert!(books.errors().is_empty(), "{}", books.errors());
    let dates: Vec<_> = books.time_entries().iter().map(|row| row.value().date).collect();
    assert_eq!(dates, [day("2024-01-02"), day("2024-02-13")]);
}

#[test]
fn amounts_in_a_column_named_paid_are_explained() {
    let header = "number,date,client,net,paid\n";
    let text = format!("{header}F-1,2024-03-05,Lemoine,100.00,$40.00\nF-2,2024-03-06,Lemoine,100.00,\n");
    let books = read("partly-paid.csv", &text);
    let [error] = books.errors().iter().collect::<Vec<_>>()[..] else { panic!("{}", books.errors()) };
    assert_eq!((error.kind(), error.field_name()), (ErrorKind::Value, Some("paid")));
    let block = error.block().unwrap_or_default();
    assert!(block.contains("columns = { paid = \"\" }"), "{error:?}");
    let settled = Folder::new("partly-paid").write("partly-paid.csv", &text).write("bilan.toml", block).open().unwrap();
    assert!(settled.errors().is_empty(), "{}", settled.errors());
    assert_eq!(settled.invoice_lines().len(), 2);
    assert_eq!(settled.sources()[0].ignored_columns, ["paid"]);
}
