// Package activities asks the service activities when its sessions are and what its places are called, with the token of the
// call that is being answered. That service may be away: then nothing is answered, and who asks goes by what events told.
package activities

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/status"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/period"
	"github.com/deschoor/meedoen/platform/telemetry"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
)

const (
	// patience is how long one answer may take: somebody waits for it, and there is something to go by without it.
	patience = 2 * time.Second
	// allPatience is how long all answers of one request may take.
	allPatience = 5 * time.Second
	// atOnce is how many are asked for at the same time.
	atOnce = 8
)

// Client asks the service activities.
type Client struct {
	sessions  activitiesv1.SessionServiceClient
	locations activitiesv1.LocationServiceClient
	close     func() error
}

// Connect answers a client that asks the instances at address (grpcx.Dial), over transport (nil: without TLS), or else over
// local, the service in the same process. Without either nobody can be asked. Close it.
func Connect(
	address string, transport credentials.TransportCredentials, local grpc.ClientConnInterface, seen *telemetry.Calls,
) (*Client, error) {
	if address == "" {
		return New(local), nil
	}
	conn, err := grpcx.Dial(address, grpcx.ClientConfig{
		Timeout: patience, Transport: transport, Telemetry: seen, ForwardToken: true,
	})
	if err != nil {
		return nil, err
	}
	c := New(conn)
	c.close = conn.Close
	return c, nil
}

// New answers a client that asks over conn, which forwards the token of the caller; nil: nobody can be asked.
func New(conn grpc.ClientConnInterface) *Client {
	if conn == nil {
		return &Client{}
	}
	return &Client{
		sessions: activitiesv1.NewSessionServiceClient(conn), locations: activitiesv1.NewLocationServiceClient(conn),
	}
}

// Close closes the connection that Connect made.
func (c *Client) Close() error {
	if c.close == nil {
		return nil
	}
	return c.close()
}

// Answer is what the service answered. What it was asked for and is in none of these it did not answer.
type Answer struct {
	Sessions map[string]domain.Session
	Unknown  map[string]bool   // the sessions it does not have
	Places   map[string]string // what the places of the sessions are called, by id
}

// Ask asks for each session once, several at the same time, and for what their places are called. After the first call that
// fails nothing more is asked, so that a service that is slow is not waited for a thousand times.
func (c *Client) Ask(ctx context.Context, ids map[string]bool) Answer {
	a := Answer{Sessions: map[string]domain.Session{}, Unknown: map[string]bool{}, Places: map[string]string{}}
	if c == nil || c.sessions == nil {
		// Nobody can say more than what events told.
		a.Unknown = maps.Clone(ids)
		return a
	}
	ctx, cancel := context.WithTimeout(ctx, allPatience)
	defer cancel()
	var failed atomic.Bool
	var mu sync.Mutex
	each(ctx, &failed, ids, func(ctx context.Context, id string) error {
		m, err := c.sessions.GetSession(ctx, &activitiesv1.GetSessionRequest{Id: id})
		mu.Lock()
		defer mu.Unlock()
		if status.Code(err) == codes.NotFound {
			a.Unknown[id] = true
			return nil
		}
		if err == nil {
			a.Sessions[id], err = read(m)
		}
		if err != nil {
			delete(a.Sessions, id)
		}
		return err
	})
	if !failed.Load() {
		a.Places = c.places(ctx, a.Sessions)
	}
	return a
}

// places asks what the places of sessions are called.
func (c *Client) places(ctx context.Context, sessions map[string]domain.Session) map[string]string {
	ids := map[string]bool{}
	for _, one := range sessions {
		ids[one.LocationID] = true
	}
	names := map[string]string{}
	var failed atomic.Bool
	var mu sync.Mutex
	each(ctx, &failed, ids, func(ctx context.Context, id string) error {
		m, err := c.locations.GetLocation(ctx, &activitiesv1.GetLocationRequest{Id: id})
		if err == nil {
			mu.Lock()
			defer mu.Unlock()
			names[id] = m.GetDisplayName()
		}
		return err
	})
	return names
}

// each asks for every id, a few at the same time, until one fails.
func each(ctx context.Context, failed *atomic.Bool, ids map[string]bool, ask func(context.Context, string) error) {
	var asking errgroup.Group
	asking.SetLimit(atOnce)
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		asking.Go(func() error {
			if failed.Load() {
				return nil
			}
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			if ask(ctx, id) != nil {
				failed.Store(true)
			}
			return nil
		})
	}
	_ = asking.Wait() // what failed is not answered
}

func read(m *activitiesv1.Session) (domain.Session, error) {
	date, err := civil.ParseDate(m.GetDate())
	return domain.Session{
		ID: m.GetId(), ActivityID: m.GetActivityId(), ProgrammeID: m.GetProgrammeId(), LocationID: m.GetLocationId(), Date: date,
		Period: period.Period{Start: m.GetStartTime().AsTime(), End: m.GetEndTime().AsTime()},
		State:  domain.SessionState(enums.Text(m.GetState())),
	}, err
}
