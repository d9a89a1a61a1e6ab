package main

import (
	"context"
	"fmt"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/deschoor/meedoen/test/bench/measure"
)

// suite is the suite as its callers see it, with everything running, and a place to count visits at.
type suite struct {
	env       *env
	grpc      grpcCaller // of the service of activities
	headers   []metadata.MD
	reporting *grpc.ClientConn
	status    []*grpc.ClientConn // to every process that says how it is
	http      string
	tokens    []string
	place     place
	uses      []usage
}

// observed is the environment of every program that is measured: what is watched in production is watched here. Limits are
// counted, and so high that nobody meets them; metrics can be asked for, at a port that nobody else needs.
func observed() []string {
	return environment(
		"OTEL_TRACES_SAMPLER", "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0.01",
		"OTEL_METRICS_EXPORTER", "prometheus", "OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1", "OTEL_EXPORTER_PROMETHEUS_PORT", "0",
		"MEEDOEN_LOG_TEXT", "false",
	)
}

// unlimited is observed for a program that answers gRPC.
func unlimited() []string {
	return append(observed(), environment("MEEDOEN_LIMITS_RATE", "1000000")...)
}

const gatewayUnlimited = "MEEDOEN_GATEWAY_LIMITS_RATE=1000000"

// startSuite starts everything in one process, on SQLite, and makes a place to count visits at.
func startSuite(ctx context.Context, e *env, environ ...string) (*suite, error) {
	return startSuiteIn(ctx, e, "meedoen", environ...)
}

// startSuiteIn is startSuite in a folder with a name, for more than one.
func startSuiteIn(ctx context.Context, e *env, name string, environ ...string) (*suite, error) {
	data, err := e.folder(name)
	if err != nil {
		return nil, err
	}
	p, grpcAddress, http, err := e.up(ctx, "cmd/meedoen", data, environ...)
	if err != nil {
		return nil, err
	}
	s := &suite{env: e, http: http, uses: []usage{p}}
	return s, s.connect(ctx, data, grpcAddress, grpcAddress)
}

// up starts the program that runs everything and waits until it serves.
func (e *env) up(ctx context.Context, pkg, data string, environ ...string) (p *process, grpc, http string, err error) {
	binary, err := e.binary(ctx, pkg)
	if err != nil {
		return nil, "", "", err
	}
	if grpc, err = e.address(); err != nil {
		return nil, "", "", err
	}
	if http, err = e.address(); err != nil {
		return nil, "", "", err
	}
	argv := []string{binary, "up", "--data", data, "--grpc", grpc, "--http", http}
	p, err = e.start(ctx, filepath.Base(data), argv, append(append(unlimited(), gatewayUnlimited), environ...))
	if err == nil {
		_, err = p.await(ctx, "Meedoen draait.")
	}
	return p, grpc, http, err
}

// connect connects to where activities and reporting are, with tokens of the issuer whose key is in data.
func (s *suite) connect(ctx context.Context, data, activities, reporting string) (err error) {
	if s.tokens, err = makeTokens(data); err != nil {
		return err
	}
	conn, err := s.env.dial(activities)
	if err != nil {
		return err
	}
	s.headers, s.reporting, s.status = headers(s.tokens), conn, []*grpc.ClientConn{conn}
	s.grpc = grpcCaller{conn, s.headers}
	if reporting != activities {
		if s.reporting, err = s.env.dial(reporting); err != nil {
			return err
		}
		s.status = append(s.status, s.reporting)
	}
	s.place, err = s.grpc.makePlace(ctx)
	return err
}

// post answers a call that records a head count over REST.
func (s *suite) post() (measure.Call, error) {
	body, err := s.place.json()
	return s.env.post(restCaller{address: s.http, path: headCountsPath, tokens: s.tokens, body: body, asks: true}), err
}

// recorded is a side of callers that record as fast as they can. A turn ends when all of it is counted in the figures, which is
// part of how long it took: who writes faster than others read has only put work off.
func (s *suite) recorded(name string, callers, each int, call measure.Call) measure.Side {
	return served(measure.Side{Name: name, Take: func(ctx context.Context, d duration) (measure.Turn, error) {
		turn, err := measure.ClosedBy(ctx, callers, d, call)
		if err != nil {
			return turn, err
		}
		turn.Done *= each
		err = s.counted(ctx, &turn)
		return turn, err
	}}, s.uses...)
}

// counted waits until everything that was recorded is in the figures.
func (s *suite) counted(ctx context.Context, turn *measure.Turn) error {
	took, err := s.drain(ctx)
	if err != nil {
		return fmt.Errorf("what was recorded is not counted: %w", err)
	}
	turn.Took += took
	turn.Figures = map[string]float64{"drain-ms": measure.Milliseconds(took)}
	return nil
}
