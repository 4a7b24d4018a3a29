(** What the functions of the claim language mean in Coq: all that a reader of a generated theorem has to read besides
    the theorem, Coq's real numbers, Coquelicot's Riemann integrals [RInt] and [RInt_gen], and Flocq's [Zfloor] and [Zceil].

    The language's partial functions are total here, with arbitrary values where they are not defined; so every theorem
    also says that all its terms are defined. *)

From Coq Require Export Reals ZArith Lia Lra Psatz.
From Coquelicot Require Export Coquelicot.
From Flocq Require Export Core.
Open Scope R_scope.

(** [gamma_half z] is the gamma function at z/2, for integers z >= 1, by gamma(1/2) = sqrt(pi), gamma(1) = 1 and
    gamma(x + 1) = x*gamma(x).  (That this is Euler's integral is not proved here.) *)
Fixpoint gamma_nat (k : nat) : R :=
  match k with
  | O => 0
  | S O => sqrt PI
  | S (S O) => 1
  | S (S j) => INR j / 2 * gamma_nat j
  end.

Definition gamma_half (z : Z) : R := gamma_nat (Z.to_nat z).

(** The binomial coefficient for integers a >= 0 and any integer b: Coq's [C], and 0 unless 0 <= b <= a. *)
Definition binomial (a b : Z) : R :=
  if (andb (0 <=? b) (b <=? a))%Z then Binomial.C (Z.to_nat a) (Z.to_nat b) else 0.

(** The dimension of the spherical harmonics of degree n in d dimensions, d >= 2: 1 for n = 0, and for n >= 1
    (2n + d - 2) gamma(n + d - 2)/(gamma(n + 1) gamma(d - 1)). *)
Definition harmonic_dim (d n : Z) : R :=
  if (n =? 0)%Z then 1
  else IZR (2 * n + d - 2) * gamma_half (2 * (n + d - 2)) / (gamma_half (2 * (n + 1)) * gamma_half (2 * (d - 1))).

(** The Legendre polynomial of degree n in d dimensions, 1 at x = 1:
    the sum over 0 <= 2k <= n of (-1)^k n!/(2^k k! (n-2k)!) (1-x^2)^k x^(n-2k)/((d-1)(d+1)...(d-3+2k)). *)
Fixpoint every_other (d : R) (k : nat) : R :=
  match k with
  | O => 1
  | S j => every_other d j * (d - 1 + 2 * INR j)
  end.

Definition legendre_term (n : nat) (d x : R) (k : nat) : R :=
  (-1) ^ k * INR (fact n) / (2 ^ k * INR (fact k) * INR (fact (n - 2 * k)))
  * (1 - x ^ 2) ^ k * x ^ (n - 2 * k) / every_other d k.

Definition legendre (n : Z) (d x : R) : R :=
  sum_f_R0 (legendre_term (Z.to_nat n) d x) (Nat.div2 (Z.to_nat n)).

(** The integral of f from a to b, for a < b, where f need not be bounded near a and b: the limit of the Riemann integrals
    from a' to b' as a' falls to a and b' rises to b.  [integrable] says that it exists. *)
Definition integral (f : R -> R) (a b : R) : R := RInt_gen (V := R_CompleteNormedModule) f (at_right a) (at_left b).
Definition integrable (f : R -> R) (a b : R) : Prop := ex_RInt_gen (V := R_NormedModule) f (at_right a) (at_left b).
