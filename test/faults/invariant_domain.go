package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// domainInvariants are what the suite promises about what it keeps.
func domainInvariants() []invariant {
	promise := func(name, service, count, wrong string) invariant {
		return invariant{name, func(ctx context.Context, t *trial) (int, error) {
			db := t.cluster.databases[service]
			n, err := number(ctx, db, count)
			return int(n), errors.Join(err, none(ctx, db, name+" is broken by", wrong))
		}}
	}
	return []invariant{
		promise("no session has more people than places", "activities", `SELECT COUNT(DISTINCT session_id) FROM registration`,
			fmt.Sprintf(`SELECT session_id FROM registration WHERE state IN ('registered', 'offered')
			GROUP BY session_id HAVING COUNT(*) > %d`, capacity)),
		promise("nobody waits while a place is free", "activities",
			`SELECT COUNT(DISTINCT session_id) FROM registration WHERE state = 'waiting'`,
			fmt.Sprintf(`SELECT session_id FROM registration GROUP BY session_id
			HAVING SUM(CASE WHEN state IN ('registered', 'offered') THEN 1 ELSE 0 END) < %d
			AND SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) > 0`, capacity)),
		promise("nobody is registered twice", "activities", `SELECT COUNT(*) FROM registration`,
			`SELECT session_id || ' ' || participant_id FROM registration WHERE state IN ('registered', 'offered', 'waiting')
			GROUP BY session_id, participant_id HAVING COUNT(*) > 1`),
		promise("no room is taken twice", "activities", `SELECT COUNT(*) FROM reservation`,
			`SELECT a.id FROM reservation AS a JOIN reservation AS b ON a.room_id = b.room_id AND a.id < b.id
			AND a.start_at < b.end_at AND b.start_at < a.end_at WHERE a.state = 'reserved' AND b.state = 'reserved'`),
		promise("nobody works two shifts at a time", "volunteers", `SELECT COUNT(*) FROM shift`,
			`SELECT a.id FROM shift AS a JOIN shift AS b ON a.person_id = b.person_id AND a.id < b.id
			AND a.start_at < b.end_at AND b.start_at < a.end_at
			WHERE a.state = 'planned' AND b.state = 'planned' AND a.person_id <> ''`),
		promise("nobody works more than 24 hours a day", "volunteers", `SELECT COUNT(*) FROM hours`,
			`SELECT person_id || ' ' || date FROM hours WHERE state IN ('submitted', 'approved') GROUP BY person_id, date
			HAVING SUM(minutes) > 1440`),
		promise("every entry of a ledger adds up to zero", "debtcounselling", `SELECT COUNT(*) FROM ledger_entry`,
			`SELECT e.id FROM ledger_entry AS e LEFT JOIN ledger_posting AS p ON p.entry_id = e.id GROUP BY e.id
			HAVING COALESCE(SUM(p.cents), 1) <> 0`),
		promise("every balance is the sum of what was posted", "debtcounselling", `SELECT COUNT(*) FROM ledger_balance`,
			`SELECT COALESCE(b.book, s.book) || ' ' || COALESCE(b.account, s.account) FROM ledger_balance AS b FULL JOIN (
				SELECT e.book, p.account, SUM(p.cents) AS cents FROM ledger_entry AS e JOIN ledger_posting AS p ON p.entry_id = e.id
				GROUP BY e.book, p.account
			) AS s ON s.book = b.book AND s.account = b.account WHERE COALESCE(b.cents, 0) <> COALESCE(s.cents, 0)`),
		promise("entries of a book are numbered without a gap", "debtcounselling", `SELECT COUNT(*) FROM ledger_book`,
			`SELECT b.id FROM ledger_book AS b LEFT JOIN ledger_entry AS e ON e.book = b.id GROUP BY b.id, b.entries
			HAVING COUNT(e.id) <> b.entries OR COALESCE(MAX(e.number), 0) <> b.entries`),
		{"the fund has what was paid in", fundBalances},
		{"every referral arrived where it was sent, once", referralsArrived},
		{"every figure is what was recorded", figuresAddUp},
	}
}

// amountOf answers what figures add up of a row that may read otherwise than was known.
func amountOf(content string, e entry) int64 {
	if e.kind != "head-count" {
		return e.amount
	}
	n, err := strconv.ParseInt(content[strings.LastIndex(content, " ")+1:], 10, 64)
	if err != nil {
		return e.amount
	}
	return n
}

// sum answers what figures add up of a kind, of what is there.
func (t *trial) sum(kind string) (total int64) {
	for _, e := range t.load.journal.of(kind) {
		if e.id != "" {
			total += e.amount
		}
	}
	return total
}

func fundBalances(ctx context.Context, t *trial) (int, error) {
	has, err := number(ctx, t.cluster.databases["debtcounselling"],
		`SELECT CAST(COALESCE(SUM(cents), 0) AS BIGINT) FROM ledger_balance WHERE book = 'fund' AND account = 'asset/bank'`)
	if paid := t.sum("ledger-entry"); err == nil && has != paid {
		err = fmt.Errorf("the fund has %d cents, and %d were paid in", has, paid)
	}
	return 1, err
}

// referralsArrived waits until who was referred is there where that was, and nowhere twice.
func referralsArrived(ctx context.Context, t *trial) (checked int, err error) {
	return checked, eventually(ctx, patience, "referrals arrive", func(ctx context.Context) error {
		checked = 0
		sent, err := pairs(ctx, t.cluster.databases["support"], `SELECT id, target || ' ' || state FROM referral`)
		if err != nil {
			return err
		}
		arrived := map[string]string{}
		for service, word := range map[string]string{
			"debtcounselling": "debt_counselling", "volunteers": "volunteers", "activities": "activities",
		} {
			there, err := pairs(ctx, t.cluster.databases[service], `SELECT id, reference || ' ' || state FROM handover`)
			if err != nil {
				return err
			}
			for _, one := range there {
				reference, state, _ := strings.Cut(one, " ")
				arrived[reference] += word + " " + state
			}
		}
		var d differ
		for id, to := range sent {
			if checked++; arrived[id] != to {
				d.add("referral %s is %q, and arrived as %q", id, to, arrived[id])
			}
		}
		for id := range arrived {
			if sent[id] == "" {
				d.add("referral %s arrived, and was never sent", id)
			}
		}
		return d.err()
	})
}
