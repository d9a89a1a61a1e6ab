package domain

// MatchFactor is what a candidate is scored by: the names of the contract's MatchFactor.
type MatchFactor string

// The factors.
const (
	Skills    MatchFactor = "skills"
	Languages MatchFactor = "languages"
	Interests MatchFactor = "interests"
	Available MatchFactor = "availability"
	Nearness  MatchFactor = "nearness"
)

// matchWeights are the points each factor adds at most, 100 in all: a choice of this project, in the order in which they are
// told. What somebody can do weighs most, as it cannot be arranged; where somebody lives least, for a role that needs
// it near says so and refuses others.
func matchWeights() []struct {
	factor MatchFactor
	points int
} {
	return []struct {
		factor MatchFactor
		points int
	}{{Skills, 30}, {Languages, 20}, {Interests, 20}, {Available, 20}, {Nearness, 10}}
}
