package inbox_test

import (
	"errors"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/inbox"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/testkit"
)

// strange is a message that is no event.
var strange = nats.Msg{Subject: natsx.Subject(service, "number", "added", "x"), Data: []byte("no event")}

// sent answers an event as another publisher might send it.
func sent(e cloudevent.Event) *nats.Msg {
	e.Source, e.Type = "urn:x", outbox.Type(service, "number.added")
	return cloudevent.ToNATS(natsx.Subject(service, "number", "added", e.Subject), e)
}

func encoded(t *testing.T, n int64) []byte {
	t.Helper()
	data, err := proto.Marshal(wrapperspb.Int64(n))
	require.NoError(t, err)
	return data
}

func TestMessageThatCannotBeHandledIsKeptWithItsError(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.position()
		f.send(&strange)
		f.send(sent(cloudevent.Event{ID: "1", Subject: "seven", Data: []byte("\xff")}))
		f.run(f.newConsumer().Run)
		require.Zero(t, f.settled())
		rows, err := f.consumer.Read().Query("SELECT source, id, type, aggregate_id, stream, sequence, data, error FROM dead_letter ORDER BY sequence")
		require.NoError(t, err)
		defer rows.Close()
		type letter struct {
			source, id, kind, aggregate, stream string
			sequence                            int64
			data                                []byte
			problem                             string
		}
		var letters []letter
		for rows.Next() {
			var l letter
			require.NoError(t, rows.Scan(&l.source, &l.id, &l.kind, &l.aggregate, &l.stream, &l.sequence, &l.data, &l.problem))
			letters = append(letters, l)
		}
		require.NoError(t, rows.Err())
		require.Len(t, letters, 2)
		require.Equal(t, "urn:stream:numbers", letters[0].source)
		require.Regexp(t, `^\d+/1$`, letters[0].id, "its place in a stream of that time")
		require.Equal(t, "no event", string(letters[0].data))
		require.Contains(t, letters[0].problem, "spec version")
		require.NotEmpty(t, letters[1].problem)
		letters[1].problem = ""
		require.Equal(t, letter{"urn:x", "1", "nl.welzijn.numbers.number-added.v1", "seven", service, 2, []byte("\xff"), ""}, letters[1])
	})
}

func TestMessageThatWasSetAsideAndDroppedDoesNotComeBack(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.position()
		f.send(&strange)
		f.send(sent(cloudevent.Event{ID: "1", Data: []byte("\xff")}))
		stop := f.run(f.newConsumer().Run)
		f.settled()
		stop()
		require.Equal(t, 2, f.deadLetters())
		f.exec("DELETE FROM dead_letter") // by an operator
		f.doubt()
		f.run(f.newConsumer().Run)
		f.publish("number.added", 7)
		require.EqualValues(t, 7, f.settled())
		require.Zero(t, f.deadLetters())
	})
}

func TestErrorThatQuotesWhatNoDatabaseTakesIsSetAsideToo(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		refuse := func() error { return inbox.Poison(errors.New("no such place: \x00\xff")) }
		f.hook.Store(&refuse)
		f.run(f.newConsumer().Run)
		f.publish("number.added", 1)
		require.Zero(t, f.settled())
		require.Equal(t, 1, f.deadLetters())
	})
}

func TestAttributeThatNoDatabaseTakesIsTheFaultOfItsEvent(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		f.run(f.relay.Run)
		f.position()
		f.send(sent(cloudevent.Event{ID: "a\x00b"}))
		f.run(f.newConsumer().Run)
		f.publish("number.added", 7)
		require.EqualValues(t, 7, f.settled())
		require.Equal(t, 1, f.deadLetters())
	})
}

func TestEventThatComesTwiceAtOnceIsHandledOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		f := newFlow(t, engine)
		stop := f.run(f.relay.Run)
		f.publish("number.added", 1, 2)
		f.position()
		stop()
		for range 3 {
			for _, m := range f.messages() {
				m.Header.Del(nats.MsgIdHdr)
				f.send(m)
			}
		}
		f.run(f.newConsumer().Run)
		f.wait("numbers:16")
		require.EqualValues(t, 3, f.settled())
	})
}
