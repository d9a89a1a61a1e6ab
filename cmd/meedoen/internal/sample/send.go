package sample

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

const (
	// batchSize is how many records one call may carry at most.
	batchSize = 1000
	// batchCallers and singleCallers are how many calls are under way at once: a batch keeps the writer busy for long,
	// single records share its transactions.
	batchCallers  = 4
	singleCallers = 64
)

// ids are the identifiers the service gave, by the request id of the record.
type ids struct {
	mu    sync.Mutex
	given map[string]string
}

// of answers the identifier of a record; empty for no record.
func (i *ids) of(requestID string) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.given[requestID]
}

func (i *ids) put(requestID, id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.given == nil {
		i.given = map[string]string{}
	}
	i.given[requestID] = id
}

// asked is a request that can be sent again.
type asked interface{ GetRequestId() string }

// given is what a service made of one.
type given interface{ GetId() string }

// part is a part of a load.
type part = func(context.Context) error

// inOrder takes parts of a load one after the other, up to the first that fails.
func inOrder(parts ...part) part {
	return func(ctx context.Context) error {
		for _, take := range parts {
			if err := take(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// together takes parts of a load at the same time.
func together(parts ...part) part {
	return func(ctx context.Context) error {
		group, ctx := errgroup.WithContext(ctx)
		for _, take := range parts {
			group.Go(func() error { return take(ctx) })
		}
		return group.Wait()
	}
}

// inBatches sends records in as few calls as there can be.
func inBatches[R any, Q asked, A given](
	ctx context.Context, l *loader, what string, records []R,
	ask func(R) Q, send func(context.Context, []Q) ([]A, error),
) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(batchCallers)
	for first := 0; first < len(records); first += l.batch {
		group.Go(func() error {
			part := records[first:min(first+l.batch, len(records))]
			batch := make([]Q, len(part))
			for i, r := range part {
				batch[i] = ask(r)
			}
			added, err := send(ctx, batch)
			if err == nil && len(added) != len(batch) {
				err = fmt.Errorf("%d were answered", len(added))
			}
			if err != nil {
				return fmt.Errorf("add %s %d to %d: %w", what, first, first+len(part)-1, err)
			}
			for i, a := range added {
				l.ids.put(batch[i].GetRequestId(), a.GetId())
			}
			l.progress.Add(len(part))
			return nil
		})
	}
	return group.Wait()
}

// oneByOne sends records that have a call each, many calls at once.
func oneByOne[R any, Q asked, A given](
	ctx context.Context, l *loader, what string, records []R,
	ask func(R) Q, method func(context.Context, Q, ...grpc.CallOption) (A, error),
) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(singleCallers)
	for i, r := range records {
		group.Go(func() error {
			in := ask(r)
			added, err := call(ctx, method, in)
			if err != nil {
				return fmt.Errorf("%s, number %d: %w", what, i, err)
			}
			l.ids.put(in.GetRequestId(), added.GetId())
			l.progress.Add(1)
			return nil
		})
	}
	return group.Wait()
}
