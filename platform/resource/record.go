package resource

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
)

// Entry is one record on its way in: where it stands in the request, and what is known to be wrong with it. The id of
// the record is that of the claim.
type Entry[V any] struct {
	Value  V
	Claim  requestid.Claim
	Place  string
	Broken []fault.Field
	cause  trace.SpanContext
}

// Cause answers the span of the call that the record came with: what follows from the record is told with it.
func (e Entry[V]) Cause() trace.SpanContext { return e.cause }

// Entries are those of one call, which records all of them or none.
type Entries[V any] []Entry[V]

// Rows answers how many there are.
func (e Entries[V]) Rows() int { return len(e) }

// Noun is how records of one kind are recorded.
type Noun[V any] struct {
	Service string // that publishes what is told of them
	Scope   string // of their request ids
	Field   string // where a request to create one holds it
	Rules   func(context.Context, *sql.Tx, []V) (Rules[V], error)
	Insert  func(context.Context, *sql.Tx, []V) error
	ByID    func(context.Context, *sql.Tx, map[string]bool) (map[string]V, error)
	Saved   func(V) outbox.Event // nil: nothing is told of them
}

// Rules are those of the records of one transaction, with what they speak of.
type Rules[V any] struct {
	// Check completes a record with what follows from the register, and answers every rule it breaks.
	Check func(*V) []fault.Field
	// Follow changes what the records change elsewhere, and answers what is to be told of that; nil: nothing.
	Follow func(context.Context, *sql.Tx, Entries[V]) ([]outbox.Event, error)
}

// Recording records what concurrent callers send with the statements they share. The zero value is ready.
type Recording[V any] struct {
	callers sqldb.Batcher[Entries[V], []V]
}

// Record records all entries, or none where one is at fault; then every violation of every faulty one is told. Those
// that were recorded for an earlier delivery are answered as they stand now. Callers at the same time share statements.
func (r *Recording[V]) Record(
	ctx context.Context, db *sqldb.DB, now func() time.Time, n Noun[V], list Entries[V],
) ([]V, error) {
	for i := range list {
		list[i].cause = trace.SpanContextFromContext(ctx)
	}
	return r.callers.Do(ctx, db, list, func(ctx context.Context, tx *sql.Tx, calls []Entries[V]) ([][]V, error) {
		return recordAll(ctx, sqldb.At(now()).Time, tx, n, calls)
	})
}

// recordAll records the entries of many calls, or none. An error names what is wrong with all of them: it is of use to a
// call that is alone.
func recordAll[V any](
	ctx context.Context, now time.Time, tx *sql.Tx, n Noun[V], calls []Entries[V],
) ([][]V, error) {
	all := slices.Concat(calls...)
	claims := make([]requestid.Claim, len(all))
	for i, e := range all {
		claims[i] = e.Claim
	}
	resources, err := requestid.ClaimAll(ctx, tx, now, n.Scope, claims)
	if err != nil {
		return nil, err
	}
	fresh, earlier := split(all, resources)
	rules, err := n.Rules(ctx, tx, fresh.Values())
	if err != nil {
		return nil, err
	}
	if err := n.check(rules, fresh); err != nil {
		return nil, err
	}
	saved, err := n.save(ctx, tx, rules, fresh)
	if err != nil {
		return nil, err
	}
	if err := outbox.Append(ctx, tx, now, n.Service, saved...); err != nil {
		return nil, err
	}
	recorded, err := n.answer(ctx, tx, fresh, resources, earlier)
	if err != nil {
		return nil, err
	}
	answers := make([][]V, len(calls))
	for i, call := range calls {
		answers[i], recorded = recorded[:len(call)], recorded[len(call):]
	}
	return answers, nil
}

// split answers the entries to record now, and the ids of those that were recorded before.
func split[V any](all Entries[V], resources []string) (fresh Entries[V], earlier map[string]bool) {
	earlier = map[string]bool{}
	made := map[string]bool{}
	for i, e := range all {
		if resources[i] == e.Claim.ResourceID {
			fresh = append(fresh, e)
			made[e.Claim.ResourceID] = true
		}
	}
	for _, id := range resources {
		if !made[id] {
			earlier[id] = true
		}
	}
	return fresh, earlier
}

// check completes the entries and answers every violation of every one.
func (n Noun[V]) check(rules Rules[V], fresh Entries[V]) error {
	var broken []fault.Field
	for i, e := range fresh {
		for _, f := range slices.Concat(e.Broken, rules.Check(&fresh[i].Value)) {
			f.Path = Join(e.Place, n.Field+"."+f.Path)
			broken = append(broken, f)
		}
	}
	return fault.Violations(broken)
}

// save adds the entries and answers what is to be told of them.
func (n Noun[V]) save(
	ctx context.Context, tx *sql.Tx, rules Rules[V], fresh Entries[V],
) (saved []outbox.Event, err error) {
	if len(fresh) == 0 {
		return nil, nil
	}
	for _, e := range fresh {
		if n.Saved != nil {
			event := n.Saved(e.Value)
			event.Cause = e.cause
			saved = append(saved, event)
		}
	}
	if err := n.Insert(ctx, tx, fresh.Values()); err != nil || rules.Follow == nil {
		return saved, err
	}
	followed, err := rules.Follow(ctx, tx, fresh)
	return append(saved, followed...), err
}

// answer answers the records with ids: those just made, and those of earlier deliveries as they are.
func (n Noun[V]) answer(
	ctx context.Context, tx *sql.Tx, fresh Entries[V], ids []string, earlier map[string]bool,
) ([]V, error) {
	known, err := n.ByID(ctx, tx, earlier)
	if err != nil {
		return nil, err
	}
	for _, e := range fresh {
		known[e.Claim.ResourceID] = e.Value
	}
	list := make([]V, len(ids))
	for i, id := range ids {
		list[i] = known[id]
	}
	return list, nil
}

// Values answers the records themselves.
func (e Entries[V]) Values() []V {
	values := make([]V, len(e))
	for i := range e {
		values[i] = e[i].Value
	}
	return values
}

// Nowhere is the place of a record that is not in a batch.
func Nowhere(int) string { return "" }

// PlaceInBatch answers where record i of a batch stands.
func PlaceInBatch(i int) string { return fmt.Sprintf("requests[%d]", i) }

// Join answers the path of a field of what stands at a place.
func Join(place, field string) string {
	if place == "" {
		return field
	}
	return place + "." + field
}

// Found answers the value with id, or nil where there is none.
func Found[V any](m map[string]V, id string) *V {
	if v, ok := m[id]; ok {
		return &v
	}
	return nil
}
