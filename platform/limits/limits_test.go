package limits_test

import (
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/limits"
	"github.com/deschoor/meedoen/platform/testkit"
)

func noon() *testkit.Clock { return testkit.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)) }

func TestBurstIsLetThroughAndThenTheRate(t *testing.T) {
	clk := noon()
	r := limits.NewRate(limits.Config{Rate: 10, Burst: 3}, clk)
	for range 3 {
		require.Zero(t, r.Wait("anna"))
		require.Zero(t, r.Take("anna"))
	}
	for range 5 { // what is refused costs nothing
		require.Equal(t, 100*time.Millisecond, r.Take("anna"))
		require.Equal(t, 100*time.Millisecond, r.Wait("anna"))
	}
	require.Zero(t, r.Take("bram"), "each caller has tokens of its own")
	clk.Advance(99 * time.Millisecond)
	require.Equal(t, time.Millisecond, r.Take("anna"))
	clk.Advance(time.Millisecond)
	require.Zero(t, r.Take("anna"), "who waits as long as was said gets in")
	clk.Advance(time.Hour)
	for range 3 {
		require.Zero(t, r.Take("anna"))
	}
	require.NotZero(t, r.Take("anna"), "silence saves up no more than a burst")
}

func TestWithoutABurstASecondsWorthMayComeAtOnce(t *testing.T) {
	r := limits.NewRate(limits.Config{Rate: 7}, noon())
	for range 7 {
		require.Zero(t, r.Take(""))
	}
	require.NotZero(t, r.Take(""))
	calls, window := r.Limits()
	require.Equal(t, 7, calls)
	require.Equal(t, time.Second, window)
}

func TestNoLimitLetsEverybodyThrough(t *testing.T) {
	r, g := limits.NewRate(limits.Config{}, noon()), limits.NewGate(0)
	for range 10_000 {
		require.Zero(t, r.Take("anna"))
		_, ok := g.Enter("anna")
		require.True(t, ok)
	}
	require.Zero(t, r.Wait("anna"))
	require.Nil(t, limits.Each(0))
}

// TestManyCallersAreForgottenRatherThanKept: whoever takes another address for each call cannot make it grow. The first of them
// is forgotten by then, and begins with a full bucket.
func TestManyCallersAreForgottenRatherThanKept(t *testing.T) {
	r := limits.NewRate(limits.Config{Rate: 1, Burst: 1}, noon())
	require.Zero(t, r.Take("first"))
	require.NotZero(t, r.Take("first"))
	for i := range 49_999 {
		require.Zero(t, r.Take(fmt.Sprint(i)))
	}
	require.NotZero(t, r.Take("first"), "fifty thousand are remembered")
	for i := range 50_000 {
		r.Take(fmt.Sprint("another ", i))
	}
	require.Zero(t, r.Take("first"))
}

func TestGateKeepsAQuarterForEachCallerAndBoundsAll(t *testing.T) {
	g := limits.NewGate(8)
	var leave []func()
	enter := func(key string) bool {
		end, ok := g.Enter(key)
		if ok {
			leave = append(leave, end)
		}
		return ok
	}
	for i := range 8 {
		require.True(t, enter(fmt.Sprint("caller ", i/2)), i)
	}
	require.False(t, enter("caller 0"))
	require.False(t, enter("somebody else"), "all places are taken")
	leave[0]()
	require.False(t, enter("caller 1"), "who has a quarter gets no more")
	require.True(t, enter("somebody else"))
	require.False(t, enter("caller 0"))
}

func TestEachBoundsCallersAlone(t *testing.T) {
	g := limits.Each(2)
	for i := range 200 {
		_, ok := g.Enter(fmt.Sprint(i / 2))
		require.True(t, ok)
	}
	_, ok := g.Enter("7")
	require.False(t, ok)
}

func TestAddressIsThatOfASubscriber(t *testing.T) {
	for text, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "::1": "::/64",
	} {
		require.Equal(t, want, limits.Address(netip.MustParseAddr(text)))
	}
}

func TestOneConnectionTooManyIsClosed(t *testing.T) {
	tcp, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	lis := limits.Listener(tcp, 2)
	defer lis.Close()
	accepted := make(chan net.Conn, 10)
	go func() {
		for {
			conn, err := lis.Accept()
			if err != nil {
				return
			}
			accepted <- conn
		}
	}()
	dial := func() net.Conn {
		conn, err := net.Dial("tcp", lis.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	dial()
	first := <-accepted
	dial()
	<-accepted
	third := dial()
	_, err = third.Read(make([]byte, 1))
	require.Error(t, err, "it is closed, not left waiting")
	require.Empty(t, accepted)
	require.NoError(t, first.Close())
	require.ErrorIs(t, first.Close(), net.ErrClosed, "and counts once")
	dial()
	<-accepted
	_, err = dial().Read(make([]byte, 1))
	require.Error(t, err)
	require.Equal(t, tcp, limits.Listener(tcp, 0))
}

func TestNegativeLimitsAreRefused(t *testing.T) {
	c := limits.Config{Rate: -1, Burst: -2, InFlight: -3, Connections: -4}
	var keys []string
	for _, p := range c.Validate() {
		keys = append(keys, p.Key)
	}
	require.ElementsMatch(t, []string{"rate", "burst", "in-flight", "connections"}, keys)
	require.Equal(t, []config.Problem{{Key: "streams", Text: "is 0 or more, not -5"}}, limits.GRPC{Streams: -5}.Validate())
	require.Empty(t, limits.Defaults().Config.Validate())
	require.Empty(t, limits.GRPC{}.Config.Validate())
}
