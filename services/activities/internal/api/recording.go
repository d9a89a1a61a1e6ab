package api

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// entry is one record on its way in: where it stands in the request, and what is known to be wrong with it. The id of
// the record is that of the claim.
type entry[V any] struct {
	value  V
	claim  requestid.Claim
	cause  trace.SpanContext
	place  string
	broken []fault.Field
}

// entries are those of one call, which records all of them or none.
type entries[V any] []entry[V]

// Rows answers how many there are.
func (e entries[V]) Rows() int { return len(e) }

// noun is how records of one kind are recorded.
type noun[V any] struct {
	scope  string // of their request ids
	field  string // where a request to create one holds it
	rules  func(context.Context, store.Store, []V) (rules[V], error)
	insert func(store.Store, context.Context, []V) error
	byID   func(store.Store, context.Context, map[string]bool) (map[string]V, error)
	saved  func(V) outbox.Event
}

// rules are those of the records of one transaction, with what they speak of.
type rules[V any] struct {
	// check completes a record with what follows from the register, and answers every rule it breaks.
	check func(*V) []fault.Field
	// follow changes what the records change elsewhere, and answers what is to be told of that; nil: nothing.
	follow func(context.Context, *sql.Tx, entries[V]) ([]outbox.Event, error)
}

// recording records what concurrent callers send with the statements they share. The zero value is ready.
type recording[V any] struct {
	callers sqldb.Batcher[entries[V], []V]
}

// record records all entries, or none where one is at fault; then every violation of every faulty one is told. Those
// that were recorded for an earlier delivery are answered as they stand now. Callers at the same time share statements.
func (r *recording[V]) record(ctx context.Context, d Deps, n noun[V], list entries[V]) ([]V, error) {
	for i := range list {
		list[i].cause = trace.SpanContextFromContext(ctx)
	}
	return r.callers.Do(ctx, d.DB, list, func(ctx context.Context, tx *sql.Tx, calls []entries[V]) ([][]V, error) {
		return recordAll(ctx, d, tx, n, calls)
	})
}

// recordAll records the entries of many calls, or none. An error names what is wrong with all of them: it is of use to a
// call that is alone.
func recordAll[V any](ctx context.Context, d Deps, tx *sql.Tx, n noun[V], calls []entries[V]) ([][]V, error) {
	now := d.now()
	all := slices.Concat(calls...)
	claims := make([]requestid.Claim, len(all))
	for i, e := range all {
		claims[i] = e.claim
	}
	resources, err := requestid.ClaimAll(ctx, tx, now, n.scope, claims)
	if err != nil {
		return nil, err
	}
	fresh, earlier := split(all, resources)
	rules, err := n.rules(ctx, store.In(tx), fresh.values())
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
	if err := outbox.Append(ctx, tx, now, events.Service, saved...); err != nil {
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
func split[V any](all entries[V], resources []string) (fresh entries[V], earlier map[string]bool) {
	earlier = map[string]bool{}
	made := map[string]bool{}
	for i, e := range all {
		if resources[i] == e.claim.ResourceID {
			fresh = append(fresh, e)
			made[e.claim.ResourceID] = true
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
func (n noun[V]) check(rules rules[V], fresh entries[V]) error {
	var broken []fault.Field
	for i, e := range fresh {
		for _, f := range slices.Concat(e.broken, rules.check(&fresh[i].value)) {
			f.Path = join(e.place, n.field+"."+f.Path)
			broken = append(broken, f)
		}
	}
	return fault.Violations(broken)
}

// save adds the entries and answers what is to be told of them.
func (n noun[V]) save(ctx context.Context, tx *sql.Tx, rules rules[V], fresh entries[V]) ([]outbox.Event, error) {
	saved := make([]outbox.Event, len(fresh))
	for i, e := range fresh {
		saved[i] = n.saved(e.value)
		saved[i].Cause = e.cause
	}
	if err := n.insert(store.In(tx), ctx, fresh.values()); err != nil || rules.follow == nil {
		return saved, err
	}
	followed, err := rules.follow(ctx, tx, fresh)
	return append(saved, followed...), err
}

// answer answers the records with ids: those just made, and those of earlier deliveries as they are.
func (n noun[V]) answer(
	ctx context.Context, tx *sql.Tx, fresh entries[V], ids []string, earlier map[string]bool,
) ([]V, error) {
	known, err := n.byID(store.In(tx), ctx, earlier)
	if err != nil {
		return nil, err
	}
	for _, e := range fresh {
		known[e.claim.ResourceID] = e.value
	}
	list := make([]V, len(ids))
	for i, id := range ids {
		list[i] = known[id]
	}
	return list, nil
}

func (e entries[V]) values() []V {
	values := make([]V, len(e))
	for i := range e {
		values[i] = e[i].value
	}
	return values
}

// nowhere is the place of a record that is not in a batch.
func nowhere(int) string { return "" }

// placeInBatch answers where record i of a batch stands.
func placeInBatch(i int) string { return fmt.Sprintf("requests[%d]", i) }

func join(place, field string) string {
	if place == "" {
		return field
	}
	return place + "." + field
}

func found[V any](m map[string]V, id string) *V {
	if v, ok := m[id]; ok {
		return &v
	}
	return nil
}
