(** Polynomials as lists of coefficients, Legendre polynomials among them, and their integrals against the weight
    (1 - x^2)^((d-3)/2) on [-1, 1]: with real coefficients for d at a variable, with rational ones for computation. *)

Require Export DepthcertIntegrals.
From Coq Require Export List.
From Coq Require Import QArith Qreals.
Export ListNotations.
Open Scope R_scope.

Fixpoint eval (p : list R) (x : R) : R :=
  match p with
  | [] => 0
  | a :: q => a + x * eval q x
  end.

(** The mean of x^k times the polynomial, if the whole weight is 1. *)
Fixpoint mean (d : R) (k : nat) (p : list R) : R :=
  match p with
  | [] => 0
  | a :: q => a * moment d k + mean d (S k) q
  end.

Lemma is_integral_mean d p : (2 <= d)%Z -> forall k,
  is_integral (fun x => x ^ k * eval p x * weight d x) (-1) 1 (mean (IZR d) k p * mass d).
Proof.
  intros Hd; induction p as [|a p IH]; intros k; cbn [eval mean].
  - apply is_integral_ext with (fun x => 0 * (x ^ k * weight d x)); [lra | intros; ring |].
    replace (0 * mass d) with (0 * (moment (IZR d) k * mass d)) by ring; apply is_integral_scal, is_integral_moment, Hd.
  - apply is_integral_ext with (fun x => a * (x ^ k * weight d x) + x ^ (S k) * eval p x * weight d x);
      [lra | intros; simpl; ring |].
    rewrite Rmult_plus_distr_r, Rmult_assoc.
    apply is_integral_plus; [apply is_integral_scal, is_integral_moment, Hd | apply IH].
Qed.

Lemma is_integral_polynomial d p f : (2 <= d)%Z -> (forall x, -1 < x < 1 -> f x = eval p x * weight d x) ->
  is_integral f (-1) 1 (mean (IZR d) 0 p * mass d).
Proof.
  intros Hd E; apply is_integral_ext with (fun x => x ^ 0 * eval p x * weight d x);
    [lra | intros; rewrite E by assumption; simpl; ring | apply is_integral_mean, Hd].
Qed.

(** * Coefficients of two kinds, and what they mean *)

Record scalars := {
  scalar :> Type;
  whole_scalar : Z -> scalar;
  add : scalar -> scalar -> scalar;
  mul : scalar -> scalar -> scalar;
  value : scalar -> R;
  value_whole : forall z, value (whole_scalar z) = IZR z;
  value_add : forall a b, value (add a b) = value a + value b;
  value_mul : forall a b, value (mul a b) = value a * value b
}.

Definition reals : scalars :=
  {| scalar := R; whole_scalar := IZR; add := Rplus; mul := Rmult; value := fun a => a;
     value_whole := fun _ => eq_refl; value_add := fun _ _ => eq_refl; value_mul := fun _ _ => eq_refl |}.

Lemma Q2R_red a : Q2R (Qred a) = Q2R a.
Proof. apply Qeq_eqR, Qred_correct. Qed.

Lemma Q2R_whole z : Q2R (inject_Z z) = IZR z.
Proof. unfold Q2R; simpl; field. Qed.

Lemma Q2R_zero : Q2R 0 = 0.
Proof. exact (Q2R_whole 0). Qed.

Lemma Q2R_one : Q2R 1 = 1.
Proof. exact (Q2R_whole 1). Qed.

Lemma Q2R_red_add a b : Q2R (Qred (a + b)) = Q2R a + Q2R b.
Proof. rewrite Q2R_red; apply Q2R_plus. Qed.

Lemma Q2R_red_mul a b : Q2R (Qred (a * b)) = Q2R a * Q2R b.
Proof. rewrite Q2R_red; apply Q2R_mult. Qed.

Lemma Q2R_nonzero q : Q2R q <> 0 -> ~ (q == 0)%Q.
Proof. intros H E; apply H; rewrite (Qeq_eqR _ _ E); apply Q2R_zero. Qed.

Definition rationals : scalars :=
  {| scalar := Q; whole_scalar := inject_Z; add := fun a b => Qred (a + b); mul := fun a b => Qred (a * b); value := Q2R;
     value_whole := Q2R_whole; value_add := Q2R_red_add; value_mul := Q2R_red_mul |}.

Definition evaluate (S : scalars) (p : list S) (x : R) : R := eval (map (value S) p) x.

Fixpoint add_poly (S : scalars) (p q : list S) : list S :=
  match p, q with
  | a :: p, b :: q => add S a b :: add_poly S p q
  | [], _ => q
  | _, [] => p
  end.

Definition scale_poly (S : scalars) (c : S) : list S -> list S := map (mul S c).

Fixpoint mul_poly (S : scalars) (p q : list S) : list S :=
  match p with
  | [] => []
  | a :: p => add_poly S (scale_poly S a q) (whole_scalar S 0 :: mul_poly S p q)
  end.

Fixpoint pow_poly (S : scalars) (p : list S) (n : nat) : list S :=
  match n with
  | O => [whole_scalar S 1]
  | Datatypes.S n => mul_poly S p (pow_poly S p n)
  end.

Lemma evaluate_add S p q x : evaluate S (add_poly S p q) x = evaluate S p x + evaluate S q x.
Proof.
  unfold evaluate; revert q; induction p as [|a p IH]; intros [|b q]; cbn [add_poly map eval]; try ring.
  rewrite IH, value_add; ring.
Qed.

Lemma evaluate_scale S c p x : evaluate S (scale_poly S c p) x = value S c * evaluate S p x.
Proof.
  unfold evaluate, scale_poly; induction p as [|a p IH]; cbn [map eval]; [ring|].
  rewrite IH, value_mul; ring.
Qed.

Lemma evaluate_cons S a p x : evaluate S (a :: p) x = value S a + x * evaluate S p x.
Proof. reflexivity. Qed.

Lemma evaluate_nil S x : evaluate S [] x = 0.
Proof. reflexivity. Qed.

Lemma evaluate_mul S p q x : evaluate S (mul_poly S p q) x = evaluate S p x * evaluate S q x.
Proof.
  induction p as [|a p IH]; cbn [mul_poly]; [rewrite evaluate_nil; ring|].
  rewrite evaluate_add, evaluate_scale, !evaluate_cons, IH, value_whole; ring.
Qed.

Lemma evaluate_pow S p n x : evaluate S (pow_poly S p n) x = evaluate S p x ^ n.
Proof.
  induction n as [|n IH]; cbn [pow_poly]; [rewrite evaluate_cons, evaluate_nil, value_whole; simpl; ring|].
  rewrite evaluate_mul, IH; reflexivity.
Qed.

(** * Legendre polynomials *)

Fixpoint factorial (n : nat) : Z :=
  match n with
  | O => 1
  | S m => Z.of_nat (S m) * factorial m
  end.

Lemma factorial_fact n : IZR (factorial n) = INR (fact n).
Proof.
  induction n as [|n IH]; [reflexivity|].
  rewrite fact_simpl, mult_INR, <- IH, INR_IZR_INZ, <- mult_IZR; reflexivity.
Qed.

Lemma every_other_pos d k : 1 < d -> 0 < every_other d k.
Proof.
  intros Hd; induction k as [|k IH]; simpl; [lra|].
  apply Rmult_lt_0_compat; [exact IH|]; generalize (pos_INR k); lra.
Qed.

(** The coefficient of (1-x^2)^k x^(n-2k) is `numerator/denominator/every_other d k`. *)
Definition numerator (n k : nat) : Z := (-1) ^ Z.of_nat k * factorial n.
Definition denominator (n k : nat) : Z := 2 ^ Z.of_nat k * factorial k * factorial (n - 2 * k).

Fixpoint terms (S : scalars) (c : nat -> S) (n k : nat) : list S :=
  let term := scale_poly S (c k) (mul_poly S (pow_poly S (map (whole_scalar S) [1; 0; -1]%Z) k)
                                            (pow_poly S (map (whole_scalar S) [0; 1]%Z) (n - 2 * k))) in
  match k with
  | O => term
  | Datatypes.S j => add_poly S (terms S c n j) term
  end.

Lemma denominator_pos n k : 0 < IZR (denominator n k).
Proof.
  unfold denominator; rewrite !mult_IZR, <- pow_IZR, !factorial_fact.
  repeat apply Rmult_lt_0_compat; try apply INR_fact_lt_0; apply pow_lt; lra.
Qed.

Lemma evaluate_terms S c n d k x :
  (forall i, value S (c i) = IZR (numerator n i) / IZR (denominator n i) / every_other d i) -> 1 < d ->
  evaluate S (terms S c n k) x = sum_f_R0 (legendre_term n d x) k.
Proof.
  intros C Hd.
  assert (T : forall i, evaluate S (scale_poly S (c i) (mul_poly S (pow_poly S (map (whole_scalar S) [1; 0; -1]%Z) i)
                                            (pow_poly S (map (whole_scalar S) [0; 1]%Z) (n - 2 * i)))) x
              = legendre_term n d x i).
  { intros i; rewrite evaluate_scale, evaluate_mul, !evaluate_pow, C; cbn [map].
    rewrite !evaluate_cons, !evaluate_nil, !value_whole.
    replace (1 + x * (0 + x * (-1 + x * 0))) with (1 - x ^ 2) by ring.
    replace (0 + x * (1 + x * 0)) with x by ring.
    assert (P := every_other_pos d i Hd); assert (D := denominator_pos n i); revert D.
    unfold legendre_term, numerator, denominator; rewrite !mult_IZR, <- !pow_IZR, !factorial_fact; intros D.
    unfold Rdiv; ring. }
  induction k as [|k IH]; cbn [terms sum_f_R0]; [apply T | rewrite evaluate_add, IH, T; reflexivity].
Qed.

Definition legendre_reals (n : Z) (d : R) : list reals :=
  terms reals (fun k => IZR (numerator (Z.to_nat n) k) / IZR (denominator (Z.to_nat n) k) / every_other d k) (Z.to_nat n)
    (Nat.div2 (Z.to_nat n)).

Lemma legendre_reals_evaluate n d x : 1 < d -> evaluate reals (legendre_reals n d) x = legendre n d x.
Proof. apply evaluate_terms; reflexivity. Qed.

Fixpoint every_other_q (d : Q) (k : nat) : Q :=
  match k with
  | O => 1
  | S j => Qred (every_other_q d j * (d - 1 + inject_Z (2 * Z.of_nat j)))
  end.

Lemma every_other_Q2R d k : Q2R (every_other_q (inject_Z d) k) = every_other (IZR d) k.
Proof.
  induction k as [|k IH]; [apply Q2R_one|]; cbn [every_other_q every_other].
  rewrite Q2R_red, Q2R_mult, IH, Q2R_plus, Q2R_minus, !Q2R_whole, mult_IZR, <- INR_IZR_INZ, Q2R_one; reflexivity.
Qed.

Definition legendre_rationals (n d : Z) : list rationals :=
  terms rationals
    (fun k => Qred (inject_Z (numerator (Z.to_nat n) k) / inject_Z (denominator (Z.to_nat n) k)
                    / every_other_q (inject_Z d) k))
    (Z.to_nat n) (Nat.div2 (Z.to_nat n)).

Lemma legendre_rationals_evaluate n d x : (2 <= d)%Z ->
  evaluate rationals (legendre_rationals n d) x = legendre n (IZR d) x.
Proof.
  intros Hd; assert (1 < IZR d) by (apply IZR_lt; lia).
  apply evaluate_terms; [|assumption]; intros i; cbn [value rationals].
  assert (P := denominator_pos (Z.to_nat n) i); assert (E := every_other_pos (IZR d) i ltac:(assumption)).
  rewrite Q2R_red, !Q2R_div, every_other_Q2R, !Q2R_whole; [reflexivity | |];
    apply Q2R_nonzero; rewrite ?every_other_Q2R, ?Q2R_whole; lra.
Qed.

(** * Means, computed *)

Fixpoint moment_q (d : Q) (k : nat) : Q :=
  match k with
  | O => 1
  | S O => 0
  | S (S i) => Qred ((inject_Z (Z.of_nat i) + 1) / (inject_Z (Z.of_nat i) + d) * moment_q d i)
  end.

Fixpoint mean_q (d : Q) (k : nat) (p : list Q) : Q :=
  match p with
  | [] => 0
  | a :: q => Qred (a * moment_q d k + mean_q d (S k) q)
  end.

Lemma moment_Q2R d k : 0 < Q2R d -> Q2R (moment_q d k) = moment (Q2R d) k.
Proof.
  intros Hd; induction k as [k IH] using (well_founded_induction Wf_nat.lt_wf).
  destruct k as [|[|k]]; [apply Q2R_one | apply Q2R_zero |]; cbn [moment_q moment].
  assert (P : 0 <= INR k) by apply pos_INR.
  assert (E : Q2R (inject_Z (Z.of_nat k)) = INR k) by (rewrite Q2R_whole, INR_IZR_INZ; reflexivity).
  rewrite Q2R_red, Q2R_mult, Q2R_div, !Q2R_plus, E, Q2R_one, IH
    by (lia || (apply Q2R_nonzero; rewrite Q2R_plus, E; lra)).
  reflexivity.
Qed.

Lemma mean_Q2R d p : 0 < Q2R d -> forall k, Q2R (mean_q d k p) = mean (Q2R d) k (map Q2R p).
Proof.
  intros Hd; induction p as [|a p IH]; intros k; cbn [mean_q mean map]; [apply Q2R_zero|].
  rewrite Q2R_red, Q2R_plus, Q2R_mult, IH, moment_Q2R by assumption; reflexivity.
Qed.

Lemma is_integral_rational d (p : list rationals) f c : (2 <= d)%Z ->
  (forall x, -1 < x < 1 -> f x = evaluate rationals p x * weight d x) ->
  Qeq_bool (mean_q (inject_Z d) 0 p) c = true -> is_integral f (-1) 1 (Q2R c * mass d).
Proof.
  intros Hd E H; apply Qeq_bool_eq, Qeq_eqR in H; rewrite <- H, mean_Q2R, Q2R_whole;
    [apply is_integral_polynomial; assumption | rewrite Q2R_whole; apply IZR_lt; lia].
Qed.

Definition product_q (d : Z) (n m : nat) : list Q :=
  mul_poly rationals (legendre_rationals (Z.of_nat n) d) (legendre_rationals (Z.of_nat m) d).

Definition orthogonal (d : Z) (n : nat) : bool :=
  forallb (fun m => Qeq_bool (mean_q (inject_Z d) 0 (product_q d n m)) 0) (seq 0 n).

Lemma product_evaluate d n m x : (2 <= d)%Z -> (0 <= n)%Z -> (0 <= m)%Z ->
  evaluate rationals (product_q d (Z.to_nat n) (Z.to_nat m)) x = legendre n (IZR d) x * legendre m (IZR d) x.
Proof.
  intros; unfold product_q; rewrite evaluate_mul, !legendre_rationals_evaluate, !Z2Nat.id by assumption; reflexivity.
Qed.

(** Products of different Legendre polynomials, of degrees at most `top`. *)
Lemma is_integral_orthogonal d top n m : (2 <= d)%Z -> forallb (orthogonal d) (seq 0 (S (Z.to_nat top))) = true ->
  (0 <= m)%Z -> (m < n)%Z -> (n <= top)%Z ->
  is_integral (fun x => legendre n (IZR d) x * legendre m (IZR d) x * weight d x) (-1) 1 0.
Proof.
  intros Hd H Hm Hmn Hn; rewrite forallb_forall in H.
  specialize (H (Z.to_nat n) ltac:(apply in_seq; lia)); unfold orthogonal in H; rewrite forallb_forall in H.
  specialize (H (Z.to_nat m) ltac:(apply in_seq; lia)).
  rewrite <- (Rmult_0_l (mass d)), <- Q2R_zero; apply is_integral_rational with (3 := H); [assumption|].
  intros; rewrite product_evaluate by lia; reflexivity.
Qed.

Definition dimension_q (d n : Z) : Q :=
  if (n =? 0)%Z then 1
  else Qred (inject_Z ((2 * n + d - 2) * rising n (Z.to_nat (d - 2))) / inject_Z (n * rising 1 (Z.to_nat (d - 2)))).

Lemma dimension_Q2R d n : (2 <= d)%Z -> (0 <= n)%Z -> harmonic_dim d n = Q2R (dimension_q d n).
Proof.
  intros Hd Hn; unfold dimension_q; destruct (Z.eqb_spec n 0) as [->|N]; [symmetry; apply Q2R_one|].
  assert (P := rising_pos 1 (Z.to_nat (d - 2)) ltac:(lia)).
  rewrite Q2R_red, Q2R_div, !Q2R_whole by (apply Q2R_nonzero; rewrite Q2R_whole; apply not_0_IZR; nia).
  apply harmonic_dim_number; lia.
Qed.

Definition normed (d : Z) (n : nat) : bool :=
  Qeq_bool (mean_q (inject_Z d) 0 (product_q d n n)) (/ dimension_q d (Z.of_nat n)).

(** Squares of Legendre polynomials, of degrees at most `top`. *)
Lemma is_integral_norm d top n : (2 <= d)%Z -> forallb (normed d) (seq 0 (S (Z.to_nat top))) = true ->
  (0 <= n)%Z -> (n <= top)%Z ->
  is_integral (fun x => legendre n (IZR d) x ^ 2 * weight d x) (-1) 1 (/ harmonic_dim d n * mass d).
Proof.
  intros Hd H Hn Ht; rewrite forallb_forall in H.
  specialize (H (Z.to_nat n) ltac:(apply in_seq; lia)); unfold normed in H; rewrite Z2Nat.id in H by assumption.
  assert (P := harmonic_dim_pos d n Hd Hn).
  rewrite dimension_Q2R, <- Q2R_inv by (assumption || (apply Q2R_nonzero; rewrite <- dimension_Q2R by assumption; lra)).
  apply is_integral_rational with (3 := H); [assumption|].
  intros; rewrite product_evaluate by assumption; ring.
Qed.
