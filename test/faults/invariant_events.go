package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/deschoor/meedoen/platform/natsx"
	reportingv1 "github.com/deschoor/meedoen/proto/meedoen/reporting/v1"
)

func eventInvariants() []invariant {
	return []invariant{
		{"every event was sent", eventsAreSent},
		{"every stream has the events of its log and no others", streamsEqualLogs},
		{"every event is in each projection once", eventsAreHandled},
		{"every fact reads as its record", factsEqualRecords},
		{"no event was set aside", noDeadLetters},
	}
}

func eventsAreSent(ctx context.Context, t *trial) (int, error) {
	checked := 0
	var errs []error
	for _, service := range services() {
		db := t.cluster.databases[service]
		n, err := number(ctx, db, `SELECT COUNT(*) FROM outbox`)
		checked += int(n)
		errs = append(errs, err, eventually(ctx, patience, "all is sent", func(ctx context.Context) error {
			waiting, err := number(ctx, db, `SELECT COUNT(*) FROM outbox WHERE sent_at = 0`)
			if err == nil && waiting > 0 {
				err = fmt.Errorf("%d events of %s wait", waiting, service)
			}
			return err
		}))
	}
	return checked, errors.Join(errs...)
}

// streamsEqualLogs reads every stream. An event may be there more often, for it may be sent again.
func streamsEqualLogs(ctx context.Context, t *trial) (int, error) {
	if t.cluster.natsURL == "" {
		return 0, nil // it is in the process, and only positions tell of it
	}
	conn, err := nats.Connect(t.cluster.natsURL)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		return 0, err
	}
	checked := 0
	var d differ
	for _, service := range services() {
		logged, err := pairs(ctx, t.cluster.databases[service], `SELECT id, noun FROM outbox`)
		if err != nil {
			return checked, err
		}
		streamed := map[string]bool{}
		err = eventually(ctx, patience, "read the stream of "+service, func(ctx context.Context) error {
			clear(streamed)
			return readStream(ctx, js, service, func(m jetstream.Msg) { streamed[m.Headers().Get("ce-id")] = true })
		})
		if err != nil && (len(logged) > 0 || !errors.Is(err, jetstream.ErrStreamNotFound)) {
			return checked, err
		}
		for id := range logged {
			if checked++; !streamed[id] {
				d.add("event %s of %s is not in its stream", id, service)
			}
		}
		for id := range streamed {
			if logged[id] == "" {
				d.add("the stream of %s has %s, which is in no log", service, id)
			}
		}
	}
	return checked, d.err()
}

// readStream hands out every message of a stream, as it is now.
func readStream(ctx context.Context, js jetstream.JetStream, service string, each func(jetstream.Msg)) error {
	stream, err := js.Stream(ctx, natsx.StreamName(service))
	if err != nil {
		return err
	}
	left := stream.CachedInfo().State.Msgs
	if left == 0 {
		return nil
	}
	consumer, err := stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{})
	if err != nil {
		return err
	}
	// Not by Fetch: that makes a consumer anew for each batch, and every one of them may be on a server that is just not there.
	messages, err := consumer.Messages()
	if err != nil {
		return err
	}
	defer messages.Stop()
	for ; left > 0; left-- {
		m, err := messages.Next(jetstream.NextMaxWait(15 * time.Second))
		if err != nil {
			return fmt.Errorf("the stream does not go on, %d before its end: %w", left, err)
		}
		each(m)
	}
	return nil
}

// factsEqualRecords compares what reporting keeps of counts and hours with what those services have.
func factsEqualRecords(ctx context.Context, t *trial) (checked int, err error) {
	var d differ
	for kind, records := range map[string]table{
		"head_count": {service: "activities", query: `SELECT id, date || ' ' || CAST(count AS TEXT) || ' ' || CAST(version AS TEXT)
			FROM head_count`},
		"hours": {service: "volunteers", query: `SELECT id, date || ' ' || CAST(minutes AS TEXT) || ' ' || CAST(version AS TEXT)
			FROM hours`},
	} {
		want, err := pairs(ctx, t.cluster.databases[records.service], records.query)
		if err != nil {
			return checked, err
		}
		facts, err := pairs(ctx, t.cluster.databases["reporting"],
			`SELECT id, date || ' ' || CAST(quantity AS TEXT) || ' ' || CAST(version AS TEXT) FROM fact WHERE kind = $1`, kind)
		if err != nil {
			return checked, err
		}
		checked += len(want)
		if !maps.Equal(want, facts) {
			for id, content := range want {
				if facts[id] != content {
					d.add("%s %s is %q, and the fact of it %q", kind, id, content, facts[id])
				}
			}
			if len(facts) > len(want) {
				d.add("%d facts of %d records of %s", len(facts), len(want), kind)
			}
		}
	}
	return checked, d.err()
}

func noDeadLetters(ctx context.Context, t *trial) (int, error) {
	var errs []error
	for _, service := range services() {
		db := t.cluster.databases[service]
		errs = append(errs, none(ctx, db, service+" set aside", `SELECT id || ' ' || error FROM dead_letter`))
	}
	return len(services()), errors.Join(errs...)
}

// figuresAddUp compares the account with what this program counts by itself.
func figuresAddUp(ctx context.Context, t *trial) (int, error) {
	account, err := t.account(ctx)
	if err != nil {
		return 0, err
	}
	visits, minutes := t.sum("head-count"), t.sum("hours")
	want := map[string]int64{
		"centre-visits": visits, "volunteer-hours": (minutes + 30) / 60, "resident-questions": t.takenUp(),
	}
	var d differ
	for name, value := range want {
		if got, there := account[name]; !there || got != value {
			d.add("the account has %d %s, and %d were recorded", got, name, value)
		}
	}
	return len(want), d.err()
}

// takenUp answers how many questions somebody took up, or referred, which takes them up.
func (t *trial) takenUp() int64 {
	questions := map[string]bool{}
	for _, kind := range []string{"question-transition", "referral"} {
		for _, e := range t.load.journal.of(kind) {
			if e.id != "" {
				question, _, _ := strings.Cut(e.content, " ")
				questions[question] = true
			}
		}
	}
	return int64(len(questions))
}

// account answers the figures of 2022, once everything that was acknowledged is counted in them.
func (t *trial) account(ctx context.Context) (map[string]int64, error) {
	figures := map[string]int64{}
	return figures, eventually(ctx, patience, "the account follows", func(ctx context.Context) error {
		at, err := t.positions(ctx)
		if err != nil {
			return err
		}
		answer, err := t.load.client.overGRPC(ctx, "reporting.v1.AccountService.GetAccount",
			&reportingv1.GetAccountRequest{Year: 2022, WaitFor: at})
		if err != nil {
			return err
		}
		steering, err := t.load.client.overGRPC(ctx, "reporting.v1.SteeringFigureService.ListSteeringFigures",
			&reportingv1.ListSteeringFiguresRequest{Year: 2022, WaitFor: at})
		if err != nil {
			return err
		}
		clear(figures)
		for _, f := range steering.(*reportingv1.ListSteeringFiguresResponse).GetSteeringFigures() {
			figures[f.GetIndicator()] = int64(f.GetValue())
		}
		for _, f := range answer.(*reportingv1.Account).GetFigures() {
			figures[f.GetIndicator()] = int64(f.GetValue())
		}
		return nil
	})
}

// auditLogsVerify has each service's own command verify its log.
func auditLogsVerify(ctx context.Context, t *trial) (int, error) {
	var errs []error
	for _, p := range t.instances() {
		_, err := t.operate(ctx, p, "audit", "verify")
		errs = append(errs, err)
	}
	return len(t.instances()), errors.Join(errs...)
}

// logsAreClean reads all that every process ever said.
func logsAreClean(_ context.Context, t *trial) (int, error) {
	var d differ
	for _, p := range t.cluster.running("") {
		lines, err := p.problems(canary)
		if err != nil {
			d.add("%v", err)
		}
		for _, line := range lines {
			d.add("%s", strings.ToValidUTF8(line, "?"))
		}
	}
	return len(t.cluster.processes), d.err()
}
