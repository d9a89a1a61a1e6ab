package test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// load is many callers that record head counts over REST at once. Whoever gets no answer, or the answer that something is
// away, sends the same again, at another gateway if there is one, until it is acknowledged.
type load struct {
	d        *deployment
	token    string
	requests []request
	location string // the place of all counts
	before   int    // what was counted already
	gateways atomic.Pointer[[]string]
	failures atomic.Int32  // calls that were not answered well
	tickets  chan struct{} // one for each count that may be sent
	released int

	mu           sync.Mutex
	acknowledged map[string]int        // what is recorded, by id
	reached      map[int]chan struct{} // closed when so many were acknowledged
	done         chan struct{}
}

// request is one count to record.
type request struct {
	id    string
	count int
	body  map[string]any
}

// pause is how long somebody waits before asking again.
const pause = 20 * time.Millisecond

// callers record at the same time, each some counts one after the other.
const callers, countsEach = 32, 20

// startLoad starts the callers; their counts are of a community centre that is recorded first.
func startLoad(d *deployment) *load {
	l := startHeldLoad(d)
	l.release(100)
	return l
}

// startHeldLoad is startLoad with callers that wait for release or proceed.
func startHeldLoad(d *deployment) *load {
	l := &load{
		d: d, token: d.token("activities.staff", "account.manager"), acknowledged: map[string]int{},
		reached: map[int]chan struct{}{}, done: make(chan struct{}), tickets: make(chan struct{}, callers*countsEach),
	}
	location := create(d.t, d.suite, l.token, "/v1/locations", map[string]any{
		"displayName": "Centrum", "kind": "LOCATION_KIND_COMMUNITY_CENTRE", "wijkCode": "WK003401", "wijkYear": 2022,
		"openingDate": "2010-01-01",
	})
	l.location, l.before = location["id"].(string), d.figures()["centre-visits"]
	programme := d.programmeOf("buurtcentra", "THEME_MEETING")
	for i := range callers * countsEach {
		l.requests = append(l.requests, request{id: uuid.NewString(), count: 1 + i, body: map[string]any{
			"locationId": location["id"], "programmeId": programme,
			"date": fmt.Sprintf("2022-%02d-%02d", 1+i%12, 1+i%28), "partOfDay": "PART_OF_DAY_MORNING",
			"method": "COUNT_METHOD_TALLY", "count": 1 + i,
		}})
	}
	l.useGateways(d.gateways...)
	go l.run()
	return l
}

// release lets the callers send a part of all counts, in per cent.
func (l *load) release(percent int) {
	for ; l.released < len(l.requests)*percent/100; l.released++ {
		l.tickets <- struct{}{}
	}
}

// proceed waits until a part of all counts is acknowledged, while the callers send some more.
func (l *load) proceed(percent int) {
	l.release(min(percent+10, 100))
	l.await(percent)
}

// useGateways has the callers call gateways from now on.
func (l *load) useGateways(gateways ...string) { l.gateways.Store(&gateways) }

func (l *load) run() {
	defer close(l.done)
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for _, r := range l.requests[caller*countsEach : (caller+1)*countsEach] {
				<-l.tickets
				if !l.record(caller, r) {
					return
				}
			}
		})
	}
	wg.Wait()
}

// record sends one request until it is acknowledged, and says whether it was.
func (l *load) record(caller int, r request) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(l.d.t.Context()), patience)
	defer cancel()
	for attempt := caller; ctx.Err() == nil; attempt++ {
		gateways := *l.gateways.Load()
		host := gateways[attempt%len(gateways)]
		once, end := context.WithTimeout(ctx, 10*time.Second)
		a, err := l.d.try(once, host, http.MethodPost, "/v1/head-counts?requestId="+r.id, l.token, r.body)
		end()
		switch {
		case err == nil && a.status == http.StatusCreated:
			l.acknowledge(fmt.Sprint(a.body["id"]), r.count)
			return true
		case err == nil && a.status < http.StatusInternalServerError && a.body["reason"] != "WRITE_CONFLICT":
			l.d.t.Errorf("a good count is refused: %d %s", a.status, a.text)
			return false
		}
		l.failures.Add(1)
		<-time.After(pause)
	}
	l.d.t.Error("a count is never acknowledged")
	return false
}

func (l *load) acknowledge(id string, count int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[id] = count
	if reached := l.reached[len(l.acknowledged)]; reached != nil {
		close(reached)
	}
}

// stored answers a copy of what was acknowledged so far, by id.
func (l *load) stored() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.acknowledged)
}

// await waits until a part of all counts, in per cent, is acknowledged.
func (l *load) await(percent int) {
	n := len(l.requests) * percent / 100
	reached := make(chan struct{})
	l.mu.Lock()
	if len(l.acknowledged) >= n {
		close(reached)
	} else {
		l.reached[n] = reached
	}
	l.mu.Unlock()
	select {
	case <-reached:
	case <-time.After(patience):
		require.Fail(l.d.t, "the load does not get on")
	}
}

// finish waits until every count was acknowledged, and requires that each is stored and counted exactly once, whatever
// happened meanwhile; also when all are sent once more.
func (l *load) finish() {
	t := l.d.t
	l.release(100)
	<-l.done
	require.False(t, t.Failed())
	require.Len(t, l.acknowledged, len(l.requests))
	for name, address := range l.d.services {
		require.Eventually(t, func() bool { return l.d.serving(address) }, patience, pause, "%s recovers", name)
	}
	total := 0
	for _, r := range l.requests {
		total += r.count
	}
	l.check(total)

	again := &load{d: l.d, token: l.token, requests: l.requests, acknowledged: map[string]int{}, done: make(chan struct{})}
	again.tickets = make(chan struct{}, len(l.requests))
	again.release(100)
	again.useGateways(l.d.gateways...)
	again.run()
	require.Equal(t, l.acknowledged, again.acknowledged, "a second delivery answers what the first made")
	l.check(total)
	for name, p := range l.d.programs {
		require.NotContains(t, p.out.String(), "was set aside", name)
		require.NotContains(t, p.out.String(), "panic", name)
	}
}

func (l *load) check(total int) {
	t := l.d.t
	stored := storedCounts(t, l.d.suite, l.location)
	require.Len(t, stored, len(l.acknowledged))
	for id, count := range l.acknowledged {
		require.EqualValues(t, count, stored[id], "an acknowledged count is stored")
	}
	require.Equal(t, l.before+total, l.d.figures()["centre-visits"], "every stored count is counted once")
}

// storedCounts answers all stored counts, by id; of one place where one is named.
func storedCounts(t *testing.T, s *suite, locations ...string) map[string]int32 {
	staff := s.token("activities.staff")
	query := url.Values{"pageSize": {"100"}, "locationId": locations}
	stored := map[string]int32{}
	for {
		page := s.rest("GET", "/v1/head-counts?"+query.Encode(), staff, nil)
		require.Equal(t, 200, page.status, page.text)
		list, _ := page.body["headCounts"].([]any)
		for _, one := range list {
			c := one.(map[string]any)
			require.NotContains(t, stored, c["id"])
			stored[c["id"].(string)] = int32(c["count"].(float64))
		}
		next, _ := page.body["nextPageToken"].(string)
		if next == "" {
			return stored
		}
		query.Set("pageToken", next)
	}
}
