package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"google.golang.org/grpc"

	"github.com/deschoor/meedoen/platform/app"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/telemetry"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// inside is the service of activities in this process, called without gRPC: what is measured is a command, from its first rule to
// the disk. Its relay does not run, so that a command ends with its commit.
type inside struct {
	services map[string]any
	caller   *auth.Identity
	place    place
}

// RegisterService keeps a service. It satisfies grpc.ServiceRegistrar.
func (i *inside) RegisterService(service *grpc.ServiceDesc, it any) {
	i.services[service.ServiceName] = it
}

// openInside starts the service on a database, with so many callers to a commit (0: the default), until the comparison ends.
func openInside(ctx context.Context, e *env, database string, group int) (*inside, error) {
	tel, err := telemetry.New(ctx, telemetry.Options{Service: activities.Name, LogWriter: io.Discard})
	if err != nil {
		return nil, err
	}
	e.onClose(func() error { return tel.Shutdown(context.WithoutCancel(ctx)) })
	nats, err := e.embedded()
	if err != nil {
		return nil, err
	}
	cfg := activities.Defaults()
	cfg.Database = config.NewSecret(database)
	if group > 0 {
		cfg.MaxGroup = group
	}
	module, err := activities.New(ctx, app.Deps{
		Clock: clock.System(), Telemetry: tel, NATS: nats, Positions: &outbox.Positions{},
	}, cfg)
	if err != nil {
		return nil, err
	}
	module.Tasks = nil
	i := &inside{services: map[string]any{}, caller: &auth.Identity{Subject: "bench", Roles: roles(), Issuer: "bench"}}
	if err := e.host(ctx, module, i); err != nil {
		return nil, err
	}
	return i, i.makePlace(ctx)
}

// embedded answers a server of events in this process.
func (e *env) embedded() (*natsx.Conn, error) {
	folder, err := os.MkdirTemp(e.dir, "events-")
	if err != nil {
		return nil, err
	}
	conn, err := natsx.Connect("bench", natsx.Defaults(), folder)
	if err == nil {
		e.defer_(conn.Close)
	}
	return conn, err
}

// host runs a module until the comparison ends, and waits until it does.
func (e *env) host(ctx context.Context, module app.Module, registrar grpc.ServiceRegistrar) error {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- app.Run(ctx, app.Options{
			Modules: []app.Module{module}, Registrar: registrar, Log: slog.New(slog.DiscardHandler), OnReady: func() { close(ready) },
		})
	}()
	e.onClose(func() error { stop(); return <-ended })
	select {
	case <-ready:
		return nil
	case err := <-ended:
		ended <- err // for who closes
		return fmt.Errorf("the service ends at its start: %w", err)
	case <-time.After(patience):
		return fmt.Errorf("the service does not start within %s", patience)
	}
}

// as answers ctx as the layers in front of a method give it on.
func (i *inside) as(ctx context.Context) context.Context {
	return auth.Admitting(auth.With(ctx, i.caller), i.caller, roles())
}

// makePlace makes a place and a programme to count for.
func (i *inside) makePlace(ctx context.Context) error {
	location, err := serviceOf[activitiesv1.LocationServiceServer](i, &activitiesv1.LocationService_ServiceDesc).
		CreateLocation(i.as(ctx), newLocation())
	if err != nil {
		return err
	}
	programme, err := serviceOf[activitiesv1.ProgrammeServiceServer](i, &activitiesv1.ProgrammeService_ServiceDesc).
		CreateProgramme(i.as(ctx), newProgramme())
	i.place = place{location.GetId(), programme.GetId()}
	return err
}

// recorder answers a call that records a head count.
func (i *inside) recorder() measure.Call {
	service := serviceOf[activitiesv1.HeadCountServiceServer](i, &activitiesv1.HeadCountService_ServiceDesc)
	return func(ctx context.Context, _ int) error {
		_, err := service.CreateHeadCount(i.as(ctx), &activitiesv1.CreateHeadCountRequest{
			RequestId: ids.New(), HeadCount: i.place.count(),
		})
		return err
	}
}

func serviceOf[S any](i *inside, desc *grpc.ServiceDesc) S { return i.services[desc.ServiceName].(S) }
