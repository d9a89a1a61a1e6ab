package domain

import (
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Qualifier is how a published number relates to the exact value. The account says "ruim 150.000" where 152.345 visits
// were counted; the exact value is what is stored.
type Qualifier string

// The qualifiers. In each rule x is the exact value, N the published number and step what N is a multiple of.
const (
	// Exact: x = N.
	Exact Qualifier = "none"
	// Ruim: N <= x < N + step.
	Ruim Qualifier = "ruim"
	// Bijna: N - step <= x < N.
	Bijna Qualifier = "bijna"
	// MeerDan: N < x < N + step.
	MeerDan Qualifier = "meer_dan"
	// Circa: |x - N| <= step / 2.
	Circa Qualifier = "circa"
)

// Holds says whether it is true to publish the number published with qualifier q and step where value was counted.
func Holds(q Qualifier, step, published, value int64) bool {
	switch q {
	case Exact:
		return value == published
	case Ruim:
		return published <= value && value < published+step
	case Bijna:
		return published-step <= value && value < published
	case MeerDan:
		return published < value && value < published+step
	case Circa:
		return 2*max(value-published, published-value) <= step
	}
	return false
}

// Rounding is how a figure is published: the qualifier and the step that its number is a multiple of.
type Rounding struct {
	// Qualifier is one of the qualifiers.
	Qualifier Qualifier `yaml:"qualifier"`
	// Step is 1 or more; it does not matter for Exact.
	Step int64 `yaml:"step"`
}

// Wording is a value as it is published.
type Wording struct {
	// Text is in Dutch, such as "ruim 150.000".
	Text string
	// Qualifier is how Published relates to the exact value.
	Qualifier Qualifier
	// Published is the number in the text.
	Published int64
}

// Word answers value in words that hold by the rule of the qualifier. A value for which there are none ("meer dan" for a
// multiple of the step), or that has no multiple to stand on ("ruim 0", or "bijna 1.000" for 3), is published exactly.
func (r Rounding) Word(value int64) Wording {
	published, qualifier := r.published(value), r.Qualifier
	if value < r.Step || published <= 0 || !Holds(qualifier, r.Step, published, value) {
		published, qualifier = value, Exact
	}
	text := message.NewPrinter(language.Dutch).Sprintf("%d", published)
	return Wording{Text: words[qualifier] + text, Qualifier: qualifier, Published: published}
}

var words = map[Qualifier]string{Ruim: "ruim ", Bijna: "bijna ", MeerDan: "meer dan ", Circa: "circa "}

// published answers the multiple of the step that value is published as. Half-way between two, circa takes the higher.
func (r Rounding) published(value int64) int64 {
	switch r.Qualifier {
	case Ruim, MeerDan:
		return value / r.Step * r.Step
	case Bijna:
		return (value/r.Step + 1) * r.Step
	case Circa:
		return (2*value + r.Step) / (2 * r.Step) * r.Step
	}
	return value
}
