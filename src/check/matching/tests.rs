use super::*;

fn item(key: &'static str, amount: i128, day: i32, client: u32) -> Item<'static> {
    Item { key, amounts: [Some(amount), None], day, client }
}

fn found(left: &[Item<'static>], right: &[Item<'static>]) -> Vec<(Vec<u32>, Vec<u32>, Why)> {
    matches(left, &mut right.to_vec(), |_| Vec::new()).into_iter().map(|found| (found.left, found.right, found.why)).collect()
}

#[test]
fn numbers_are_the_same_however_they_are_spelt() {
    for (one, other) in [("F-2020-001", "f 2020/1"), ("FA2020-12", "FA-2020.012"), ("Réf 7", "REF007")] {
        assert_eq!(folded(one), folded(other), "{one} {other}");
    }
    assert_ne!(folded("2020-1"), folded("20201"));
    assert_ne!(folded("202-01"), folded("20-201"));
    assert_eq!((folded("–"), folded("0")), (None, Some("0".to_owned())));
}

#[test]
fn a_number_wins_over_an_amount() {
    let left = [item("F-1", 100, 10, 1), item("F-2", 100, 10, 1)];
    let right = [item("F-2", 100, 10, 1), item("F-1", 90, 40, 1), item("F-2", 100, 12, 1)];
    assert_eq!(found(&left, &right), [(vec![0], vec![1], Why::Number), (vec![1], vec![0, 2], Why::Number)]);
    let late = [item("F-1", 90, 10 + 400, 1)];
    assert_eq!(found(&left, &late), [], "a reference used again a year later, of another amount");
}

#[test]
fn equal_amounts_of_a_client_pair_in_the_order_of_time() {
    let left = [item("a", 100, 31, 1), item("b", 100, 1, 1), item("c", 100, 90, 2)];
    let right = [item("x", 100, 3, 1), item("y", 100, 30, 1), item("z", 100, 140, 2)];
    assert_eq!(
        found(&left, &right),
        [
            (vec![0], vec![1], Why::AmountDateClient),
            (vec![1], vec![0], Why::AmountDateClient),
            (vec![2], vec![2], Why::AmountClient)
        ]
    );
}

#[test]
fn an_unknown_client_matches_only_what_is_alone() {
    let right = [item("x", 100, 3, 0)];
    assert_eq!(found(&[item("a", 100, 1, 1)], &right), [(vec![0], vec![0], Why::AmountDate)]);
    assert_eq!(found(&[item("a", 100, 1, 1), item("b", 100, 2, 2)], &right), []);
    assert_eq!(found(&[item("a", 100, 1, 1)], &[item("x", 100, 3, 2)]), [], "two clients are two");
}

#[test]
fn several_add_up_to_one() {
    // Days 18262 to 18292 are January 2020: all but the invoice of another client and the one of February.
    let left = [item("a", 100, 18_262, 1), item("b", 20, 18_280, 1), item("c", 3, 18_281, 2), item("d", 5, 18_293, 1)];
    assert_eq!(found(&left, &[item("x", 120, 18_292, 1)]), [(vec![0, 1], vec![0], Why::Together)]);
    assert_eq!(found(&left, &[item("x", 123, 18_290, 0)]), [(vec![0, 1, 2], vec![0], Why::Together)]);
    assert_eq!(found(&left, &[item("x", 25, 18_293, 1)]), [(vec![1, 3], vec![0], Why::Together)]);
    assert_eq!(found(&[item("x", 120, 18_200, 1)], &left), [], "parts of an invoice are booked within its month or days");
    assert_eq!(found(&[item("x", 25, 18_287, 1)], &left), [(vec![0], vec![1, 3], Why::Together)]);
}

#[test]
fn a_client_under_another_name_is_known_by_its_numbers() {
    let left = [item("F-1", 100, 1, 1), item("F-2", 100, 40, 1), item("F-3", 70, 80, 1)];
    let right = [item("F-1", 100, 1, 9), item("F-2", 100, 40, 9), item("", 70, 81, 9)];
    assert_eq!(found(&left, &right).last(), Some(&(vec![2], vec![2], Why::AmountDateClient)));
}

#[test]
fn a_wrong_amount_is_known_by_client_and_date() {
    let right = [item("x", 1090, 3, 1), item("y", 1200, 300, 1)];
    assert_eq!(found(&[item("a", 1000, 1, 1)], &right), [(vec![0], vec![0], Why::ClientDate)]);
    assert_eq!(found(&[item("a", 900, 1, 1)], &right), [], "more than a tenth is another");
}

#[test]
fn numbers_in_a_text_are_taken_together_only_if_they_add_up() {
    let left = [item("F-2020-1", 100, 1, 1), item("F-2020-2", 50, 1, 1)];
    let of = |amount| {
        let found = matches(&left, &mut [item("", amount, 90, 1)], |_| vec!["Factures F-2020-001, F-2020-002 (mars)"]);
        found.into_iter().map(|found| (found.left, found.why)).collect::<Vec<_>>()
    };
    assert_eq!(of(150), [(vec![0, 1], Why::NumberInText)]);
    assert_eq!(of(140), []);
}
