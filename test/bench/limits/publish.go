package limits

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/test/bench/beside"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// made is how many messages are made before they are published over and over: more than are under way at once, so that none is
// changed before the server has taken it.
const made = 2048

// Publish is how many events a second JetStream takes, from one publisher who waits for none of them but for no more than the
// relay does (a window of 512). They are the messages of the relay, with the id by which the server drops what comes twice, into
// a stream as those of the services are. What it leaves out is reading them from an outbox and marking them there.
func Publish(natsURL string) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		conn, err := connect(natsURL)
		if err != nil {
			return turn, err
		}
		defer conn.Close()
		if _, err := conn.DeclareStream(ctx, published); err != nil {
			return turn, err
		}
		return publish(ctx, d, conn)
	}
}

// published is the stream, called as that of a service that there is not.
const published = "limit"

func connect(natsURL string) (*natsx.Conn, error) {
	cfg := natsx.Defaults()
	cfg.URL = natsURL
	return natsx.Connect("limits", cfg, "")
}

// publish publishes rounds of events until d has passed, and waits until all are taken.
func publish(ctx context.Context, d time.Duration, conn *natsx.Conn) (measure.Turn, error) {
	messages, err := events(published, made)
	if err != nil {
		return measure.Turn{}, err
	}
	run, n := ids.New(), 0
	var before, futures []jetstream.PubAckFuture // of the round before, and of this one
	began := clock.System().Now()
	turn, err := repeat(ctx, d, made, func(ctx context.Context) error {
		before, futures = futures, before[:0]
		for _, m := range messages {
			n++
			m.Header[nats.MsgIdHdr][0] = run + "/" + strconv.Itoa(n)
			future, err := conn.JS.PublishMsgAsync(m, jetstream.WithStallWait(natsx.StallWait))
			if err != nil {
				return err
			}
			futures = append(futures, future)
		}
		return all(ctx, before) // which are taken: no more than a window is under way
	})
	if err != nil {
		return turn, err
	}
	err = all(ctx, futures)
	turn.Took = clock.System().Now().Sub(began)
	return turn, err
}

// all waits until the server has taken all.
func all(ctx context.Context, futures []jetstream.PubAckFuture) error {
	for _, future := range futures {
		select {
		case <-future.Ok():
		case err := <-future.Err():
			return fmt.Errorf("publish: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// events answers so many messages, each of another head count, as the relay of a service makes them.
func events(service string, n int) ([]*nats.Msg, error) {
	list := make([]*nats.Msg, n)
	for i := range list {
		data := &activitiesv1.HeadCountSaved{
			Id: ids.New(), Version: 1, LocationId: beside.LocationID, ProgrammeId: beside.ProgrammeID, Date: "2022-05-12",
			PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Count: 12, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
		}
		encoded, err := proto.Marshal(data)
		if err != nil {
			return nil, err
		}
		list[i] = cloudevent.ToNATS(natsx.Subject(service, "head-count", "saved", data.GetId()), cloudevent.Event{
			ID: ids.New(), Source: natsx.Defaults().Source + "-activities", Type: outbox.Type("activities", "head-count.saved"),
			Subject: data.GetId(), Time: clock.System().Now(), DataContentType: cloudevent.ProtobufType,
			DataSchema: "urn:protobuf:" + string(data.ProtoReflect().Descriptor().FullName()), Data: encoded,
		})
	}
	return list, nil
}
