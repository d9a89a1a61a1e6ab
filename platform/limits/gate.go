package limits

import "sync"

// share is the part of all that one caller may have under way, as one in so many: who sends calls that hang does not keep
// the others out.
const share = 4

// Gate bounds how many calls are under way at once. A nil Gate lets everybody through.
type Gate struct {
	most, each int

	mu  sync.Mutex
	all int
	by  map[string]int // of each caller with any
}

// NewGate answers a gate for so many calls at once, of which one caller may have a quarter; nil for 0.
func NewGate(most int) *Gate {
	if most <= 0 {
		return nil
	}
	return &Gate{most: most, each: max(1, most/share), by: map[string]int{}}
}

// Each answers a gate that bounds what each caller has under way alone; nil for 0.
func Each(most int) *Gate {
	if most <= 0 {
		return nil
	}
	return &Gate{each: most, by: map[string]int{}}
}

// Enter lets in a call of the caller with a key, and answers what ends it, to be called once; or false where there are too many.
func (g *Gate) Enter(key string) (leave func(), ok bool) {
	if g == nil {
		return func() {}, true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.most > 0 && g.all >= g.most || g.by[key] >= g.each {
		return nil, false
	}
	g.all++
	g.by[key]++
	return func() { g.leave(key) }, true
}

func (g *Gate) leave(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all--
	if g.by[key]--; g.by[key] == 0 {
		delete(g.by, key)
	}
}
