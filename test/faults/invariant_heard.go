package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/deschoor/meedoen/platform/outbox"
)

// keeping is in which table each kind of event is kept, as the newest version of what it speaks of.
type keeping map[string]string

// heard is where services keep what others tell. None of these tables has anything else.
var heard = map[string]map[string]keeping{
	"reporting": {
		"activities": {
			"location.saved": "location", "programme.saved": "programme", "head-count.saved": "fact", "session.saved": "fact",
			"attendance.saved": "fact", "contact.saved": "fact", "output.saved": "fact",
		},
		"volunteers": {
			"assignment-year.saved": "fact", "hours.saved": "fact", "volunteer-retention.saved": "told_figure",
		},
		"debtcounselling": {"trajectory-year.saved": "fact"},
		"support":         {"question.saved": "fact", "mediation.saved": "fact", "guidance-year.saved": "fact"},
	},
	"volunteers": {"activities": {"programme.saved": "programme", "session.saved": "session"}},
}

// actedOn is what services act on once, and write down that they did: the kind of event of which others.
var actedOn = map[string]map[string]string{
	"support": {"activities": "referral.saved", "volunteers": "referral.saved", "debtcounselling": "referral.saved"},
}

// eventsAreHandled compares what services told with what those who heard it made of that, until it is the same.
func eventsAreHandled(ctx context.Context, t *trial) (checked int, err error) {
	var errs []error
	for by, from := range heard {
		var n int
		errs = append(errs, eventually(ctx, patience, by+" keeps what it hears", func(ctx context.Context) (err error) {
			n, err = newestIsKept(ctx, t, by, from)
			return err
		}))
		checked += n
	}
	for by, from := range actedOn {
		for of, noun := range from {
			var n int
			errs = append(errs, eventually(ctx, patience, by+" hears all of "+of, func(ctx context.Context) (err error) {
				n, err = eachIsInInbox(ctx, t, by, of, noun)
				return err
			}))
			checked += n
		}
	}
	return checked, errors.Join(errs...)
}

// newestIsKept says that each table of a service has the newest version of all that others told of, and nothing else.
func newestIsKept(ctx context.Context, t *trial, by string, from map[string]keeping) (checked int, err error) {
	told := versions{}
	for of, in := range from {
		for _, table := range in {
			if told[table] == nil {
				told[table] = map[string]int64{}
			}
		}
		n, err := newest(ctx, t, of, in, told)
		if err != nil {
			return checked, err
		}
		checked += n
	}
	var d differ
	for _, table := range slices.Sorted(maps.Keys(told)) {
		kept, err := pairs(ctx, t.cluster.databases[by], "SELECT id, CAST(version AS TEXT) FROM "+table)
		if err != nil {
			return checked, err
		}
		for id, version := range told[table] {
			if want := strconv.FormatInt(version, 10); kept[id] != want {
				d.add("%s has version %q of %s %s, which is at version %s", by, kept[id], table, id, want)
			}
		}
		for id, version := range kept {
			if told[table][id] == 0 {
				d.add("%s has version %s of %s %s, of which nobody told", by, version, table, id)
			}
		}
	}
	return checked, d.err()
}

// versions are the newest, by table and id.
type versions map[string]map[string]int64

// newest puts into told what the log of a service tells, and answers of how many events.
func newest(ctx context.Context, t *trial, of string, in keeping, told versions) (n int, err error) {
	rows, err := t.cluster.databases[of].QueryContext(ctx, "SELECT noun, schema_name, data FROM outbox")
	if err != nil {
		return 0, fmt.Errorf("read the log of %s: %w", of, err)
	}
	defer rows.Close()
	for rows.Next() {
		var noun, schema string
		var data []byte
		if err := rows.Scan(&noun, &schema, &data); err != nil {
			return n, err
		}
		table, is := in[noun]
		if !is {
			continue
		}
		id, version, err := speaksOf(schema, data)
		if err != nil {
			return n, fmt.Errorf("%s of %s: %w", noun, of, err)
		}
		told[table][id] = max(told[table][id], version)
		n++
	}
	return n, rows.Err()
}

// speaksOf answers what an event speaks of, and which version of it.
func speaksOf(schema string, data []byte) (id string, version int64, err error) {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(schema))
	if err != nil {
		return "", 0, err
	}
	m := kind.New()
	if err := proto.Unmarshal(data, m.Interface()); err != nil {
		return "", 0, err
	}
	fields := kind.Descriptor().Fields()
	return m.Get(fields.ByName("id")).String(), m.Get(fields.ByName("version")).Int(), nil
}

// eachIsInInbox says that a service wrote down that it acted on each event of a kind, and on none that was not told.
func eachIsInInbox(ctx context.Context, t *trial, by, of, noun string) (checked int, err error) {
	told, err := pairs(ctx, t.cluster.databases[of], `SELECT id, type FROM outbox`)
	if err != nil {
		return 0, err
	}
	done, err := pairs(ctx, t.cluster.databases[by], `SELECT id, source FROM inbox WHERE source LIKE $1`, "%-"+of)
	if err != nil {
		return 0, err
	}
	var d differ
	for id, kind := range told {
		if kind != outbox.Type(of, noun) {
			continue
		}
		if checked++; done[id] == "" {
			d.add("event %s (%s) of %s was not handled by %s", id, kind, of, by)
		}
	}
	for id := range done {
		if told[id] == "" {
			d.add("%s handled %s, which %s never told", by, id, of)
		}
	}
	return checked, d.err()
}
