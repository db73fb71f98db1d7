//! Public holidays that are not kept everywhere: those of the region of the business.

use std::collections::{BTreeMap, BTreeSet};

use crate::books::{BooksBuilder, Reason, Rejected, Table};
use crate::error::{Error, ErrorKind, Origin, quoted};
use crate::ingest::columns::key;

/// Sets aside the holidays of other zones. A list of several zones needs to know the region.
pub(super) fn settle(builder: &mut BooksBuilder) {
    let rows = std::mem::take(&mut builder.zones);
    if rows.is_empty() {
        return;
    }
    let business = &builder.settings.business;
    let of_france = business.country.as_deref().filter(|country| *country == "FR").map(|_| "metropole");
    let region = business.region.as_deref().or(of_france).map(key);
    let mut of_source: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    rows.iter().for_each(|((source, _), zone)| of_source.entry(*source).or_default().extend(parts(zone)));
    if region.is_none() {
        for (source, zones) in &of_source {
            if zones.len() > 1
                && let Some(origin) = builder.sources.get(*source as usize).map(crate::books::Source::origin)
            {
                let line = rows.keys().find(|(of, _)| of == source).map_or(0, |(_, line)| *line);
                ask(builder, origin.line(line), zones);
            }
        }
    }
    let holidays = std::mem::take(&mut builder.holidays);
    for holiday in holidays {
        let is_elsewhere = match (rows.get(&(holiday.source, holiday.line)), &region) {
            (None, _) => false,
            // `La Réunion` is the region `reunion`.
            (Some(zone), Some(region)) => !parts(zone).any(|zone| key(zone).ends_with(region.as_str())),
            (Some(_), None) => of_source.get(&holiday.source).is_some_and(|zones| zones.len() > 1),
        };
        if !is_elsewhere {
            builder.holidays.push(holiday);
            continue;
        }
        let Some(source) = builder.sources.get_mut(holiday.source as usize) else { continue };
        source.used = source.used.saturating_sub(1);
        if region.is_some() {
            let aside = source.set_aside.entry(Reason::OtherZone).or_default();
            aside.rows += 1;
            let at = aside.lines.partition_point(|line| *line <= holiday.line);
            aside.lines.insert(at, holiday.line);
        } else {
            source.rejected += 1;
            builder.rejected.push(Rejected::new(Table::Holidays, holiday.source, holiday.line, Some(holiday.value)));
        }
    }
}

fn parts(zones: &str) -> impl Iterator<Item = &str> {
    zones.split(['|', ';', ',', '/']).map(str::trim).filter(|zone| !zone.is_empty())
}

fn ask(builder: &mut BooksBuilder, origin: Origin, zones: &BTreeSet<&str>) {
    let first = zones.first().copied().unwrap_or_default();
    let listed: Vec<String> = zones.iter().take(20).map(|zone| quoted(zone)).collect();
    let message = format!("has the holidays of several zones, {}; say in bilan.toml which one is yours", listed.join(", "));
    let block = format!("[business]\nregion = {}\n", crate::ingest::settings::toml_text(first));
    builder.error(Error::new(ErrorKind::Ambiguous, message).at(origin).field("zone").paste(block));
}
