//! Rows by the group they belong to.

/// Rows of each group, in the order of the table.
#[derive(Debug, Default)]
pub(super) struct Groups {
    rows: Vec<u32>,
    starts: Vec<u32>,
}

impl Groups {
    /// From the number of the group of each row; `None` for a row of no group.
    pub(super) fn of(group_of_row: &[Option<u32>], groups: usize) -> Self {
        let mut starts = vec![0_u32; groups + 1];
        for group in group_of_row.iter().flatten() {
            if let Some(count) = starts.get_mut(*group as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut rows = vec![0_u32; sum as usize];
        for (row, group) in (0_u32..).zip(group_of_row) {
            let Some(at) = group.and_then(|group| next.get_mut(group as usize)) else { continue };
            if let Some(place) = rows.get_mut(*at as usize) {
                *place = row;
            }
            *at += 1;
        }
        Self { rows, starts }
    }

    /// The rows of a group.
    pub(super) fn rows(&self, group: usize) -> &[u32] {
        let bounds = self.starts.get(group).zip(self.starts.get(group + 1));
        bounds.and_then(|(from, to)| self.rows.get(*from as usize..*to as usize)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_in_their_order() {
        let groups = Groups::of(&[Some(1), None, Some(0), Some(1)], 3);
        assert_eq!([groups.rows(0), groups.rows(1), groups.rows(2), groups.rows(3)], [&[2][..], &[0, 3], &[], &[]]);
    }
}
