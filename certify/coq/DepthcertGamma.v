(** Lemmas on gamma at half-integers, binomial coefficients and the dimension of the spherical harmonics. *)

Require Export Depthcert.

(** * The gamma function at half-integers *)

Lemma gamma_nat_pos k : (1 <= k)%nat -> 0 < gamma_nat k.
Proof.
  induction k as [k IH] using (well_founded_induction Wf_nat.lt_wf); intros Hk.
  destruct k as [|[|[|k]]]; [lia | simpl; apply sqrt_lt_R0, PI_RGT_0 | simpl; lra |].
  change (0 < INR (S k) / 2 * gamma_nat (S k)).
  apply Rmult_lt_0_compat; [|apply IH; lia].
  apply Rdiv_lt_0_compat; [apply lt_0_INR; lia | lra].
Qed.

Lemma gamma_half_pos z : (1 <= z)%Z -> 0 < gamma_half z.
Proof. intros; apply gamma_nat_pos; lia. Qed.

Lemma gamma_half_step z : (1 <= z)%Z -> gamma_half (z + 2) = IZR z / 2 * gamma_half z.
Proof.
  intros Hz; unfold gamma_half.
  replace (Z.to_nat (z + 2)) with (S (S (Z.to_nat z))) by lia.
  destruct (Z.to_nat z) as [|k] eqn:E; [lia|].
  change (gamma_nat (S (S (S k)))) with (INR (S k) / 2 * gamma_nat (S k)).
  rewrite <- E, INR_IZR_INZ, Z2Nat.id by lia; reflexivity.
Qed.

Lemma gamma_half_1 : gamma_half 1 = sqrt PI.
Proof. reflexivity. Qed.

Lemma gamma_half_2 : gamma_half 2 = 1.
Proof. reflexivity. Qed.

(** At integers: gamma(z + 2) = (z + 1) gamma(z + 1). *)
Lemma gamma_whole_step z : (0 <= z)%Z -> gamma_half (2 * (z + 1 + 1)) = IZR (z + 1) * gamma_half (2 * (z + 1)).
Proof.
  intros Hz; replace (2 * (z + 1 + 1))%Z with (2 * (z + 1) + 2)%Z by ring.
  rewrite gamma_half_step, mult_IZR by lia; field.
Qed.

Lemma gamma_whole_fact n : gamma_half (2 * (Z.of_nat n + 1)) = INR (fact n).
Proof.
  induction n; [reflexivity|].
  rewrite Nat2Z.inj_succ; unfold Z.succ.
  rewrite gamma_whole_step, IHn, fact_simpl, mult_INR, S_INR, plus_IZR, <- INR_IZR_INZ by lia; reflexivity.
Qed.

(** * Binomial coefficients and the dimension of the spherical harmonics *)

Lemma binomial_gamma a b : (0 <= b <= a)%Z ->
  binomial a b = gamma_half (2 * (a + 1)) / (gamma_half (2 * (b + 1)) * gamma_half (2 * (a - b + 1))).
Proof.
  intros H; unfold binomial, Binomial.C.
  replace (andb (0 <=? b)%Z (b <=? a)%Z) with true by (symmetry; apply Bool.andb_true_iff; lia).
  rewrite <- !gamma_whole_fact.
  replace (Z.of_nat (Z.to_nat a - Z.to_nat b)) with (a - b)%Z by lia.
  rewrite !Z2Nat.id by lia; reflexivity.
Qed.

Lemma binomial_outside a b : (a < b)%Z -> binomial a b = 0.
Proof.
  intros H; unfold binomial.
  replace (andb (0 <=? b)%Z (b <=? a)%Z) with false by (symmetry; apply Bool.andb_false_iff; lia).
  reflexivity.
Qed.

Ltac whole z := let H := fresh in assert (H := gamma_half_pos (2 * z) ltac:(lia)).

Lemma harmonic_dim_gamma d n : (1 <= n)%Z -> harmonic_dim d n =
  IZR (2 * n + d - 2) * gamma_half (2 * (n + d - 2)) / (gamma_half (2 * (n + 1)) * gamma_half (2 * (d - 1))).
Proof. intros; unfold harmonic_dim; destruct (Z.eqb_spec n 0); [lia|reflexivity]. Qed.

Lemma harmonic_dim_0 d : harmonic_dim d 0 = 1.
Proof. reflexivity. Qed.

Lemma harmonic_dim_1 d : (2 <= d)%Z -> harmonic_dim d 1 = IZR d.
Proof.
  intros; rewrite harmonic_dim_gamma by lia.
  replace (2 * 1 + d - 2)%Z with d by ring.
  replace (2 * (1 + d - 2))%Z with (2 * (d - 1))%Z by ring.
  change (gamma_half (2 * (1 + 1))) with (INR 2 / 2 * 1).
  whole (d - 1)%Z; simpl INR; field; lra.
Qed.

Lemma harmonic_dim_ratio d n : (2 <= d)%Z -> (1 <= n)%Z ->
  harmonic_dim d (n + 1) * (IZR n + 1) * (2 * IZR n + IZR d - 2)
  = harmonic_dim d n * (2 * IZR n + IZR d) * (IZR n + IZR d - 2).
Proof.
  intros; rewrite !harmonic_dim_gamma by lia.
  replace (2 * (n + 1 + d - 2))%Z with (2 * (n + d - 3 + 1 + 1))%Z by ring.
  replace (2 * (n + d - 2))%Z with (2 * (n + d - 3 + 1))%Z by ring.
  rewrite !gamma_whole_step by lia.
  whole (n + d - 3 + 1)%Z; whole (n + 1)%Z; whole (d - 1)%Z.
  assert (1 <= IZR n) by (apply IZR_le; lia).
  rewrite !minus_IZR, !plus_IZR, !mult_IZR, !minus_IZR, !plus_IZR; field; lra.
Qed.

Lemma harmonic_dim_pos d n : (2 <= d)%Z -> (0 <= n)%Z -> 0 < harmonic_dim d n.
Proof.
  intros; unfold harmonic_dim; destruct (Z.eqb_spec n 0); [lra|].
  apply Rdiv_lt_0_compat; [apply Rmult_lt_0_compat; [apply IZR_lt; lia|] | apply Rmult_lt_0_compat];
    apply gamma_half_pos; lia.
Qed.

Lemma harmonic_dim_step d n : (2 <= d)%Z -> (0 <= n)%Z -> harmonic_dim d n <= harmonic_dim d (n + 1).
Proof.
  intros Hd Hn; destruct (Z.eq_dec n 0) as [->|].
  - rewrite harmonic_dim_1 by lia; change (1 <= IZR d); apply IZR_le; lia.
  - assert (E := harmonic_dim_ratio d n Hd ltac:(lia)).
    assert (P := harmonic_dim_pos d n Hd Hn).
    assert (1 <= IZR n) by (apply IZR_le; lia).
    assert (2 <= IZR d) by (apply IZR_le; lia).
    apply Rmult_le_reg_r with ((IZR n + 1) * (2 * IZR n + IZR d - 2)); [apply Rmult_lt_0_compat; lra|].
    rewrite <- (Rmult_assoc (harmonic_dim d (n + 1))), E, Rmult_assoc.
    apply Rmult_le_compat_l; nra.
Qed.

Lemma harmonic_dim_add d n k : (2 <= d)%Z -> (0 <= n)%Z -> (0 <= k)%Z -> harmonic_dim d n <= harmonic_dim d (n + k).
Proof.
  intros Hd Hn Hk; pattern k; apply natlike_ind; [rewrite Z.add_0_r; lra | | assumption].
  intros x Hx IH; apply Rle_trans with (1 := IH).
  unfold Z.succ; rewrite Z.add_assoc; apply harmonic_dim_step; lia.
Qed.

Lemma harmonic_dim_ge_1 d n : (2 <= d)%Z -> (0 <= n)%Z -> 1 <= harmonic_dim d n.
Proof. intros; rewrite <- (harmonic_dim_0 d); apply (harmonic_dim_add d 0 n); lia. Qed.

Lemma harmonic_dim_binomial d n : (2 <= d)%Z -> (1 <= n)%Z ->
  harmonic_dim d n = binomial (d + n - 1) (d - 1) - binomial (d + n - 3) (d - 1).
Proof.
  intros Hd Hn; rewrite harmonic_dim_gamma by lia.
  rewrite (binomial_gamma (d + n - 1)) by lia.
  whole (d - 1)%Z; whole (n + d - 2)%Z.
  destruct (Z.eq_dec n 1) as [->|].
  - rewrite binomial_outside by lia.
    change (gamma_half (2 * (1 + 1))) with (INR 2 / 2 * 1).
    replace (d + 1 - 1 - (d - 1) + 1)%Z with (1 + 1)%Z by ring.
    change (gamma_half (2 * (1 + 1))) with (INR 2 / 2 * 1).
    replace (2 * (d + 1 - 1 + 1))%Z with (2 * (d - 1 + 1 + 1))%Z by ring.
    replace (2 * (1 + d - 2))%Z with (2 * (d - 2 + 1))%Z by ring.
    replace (2 * (d - 1))%Z with (2 * (d - 2 + 1))%Z by ring.
    replace (2 * (d - 1 + 1))%Z with (2 * (d - 2 + 1 + 1))%Z by ring.
    rewrite !gamma_whole_step by lia.
    replace (2 * (d - 1 + 1))%Z with (2 * (d - 2 + 1 + 1))%Z by ring.
    rewrite !gamma_whole_step by lia.
    whole (d - 2 + 1)%Z.
    assert (2 <= IZR d) by (apply IZR_le; lia).
    simpl INR; rewrite ?minus_IZR, ?plus_IZR, ?mult_IZR, ?minus_IZR, ?plus_IZR; field; lra.
  - rewrite (binomial_gamma (d + n - 3)) by lia.
    replace (d + n - 1 - (d - 1) + 1)%Z with (n + 1)%Z by ring.
    replace (d + n - 3 - (d - 1) + 1)%Z with (n - 2 + 1)%Z by ring.
    replace (2 * (d + n - 1 + 1))%Z with (2 * (d + n - 3 + 1 + 1 + 1))%Z by ring.
    replace (2 * (n + d - 2))%Z with (2 * (d + n - 3 + 1))%Z by ring.
    replace (2 * (d - 1 + 1))%Z with (2 * (d - 2 + 1 + 1))%Z by ring.
    replace (2 * (d - 1))%Z with (2 * (d - 2 + 1))%Z by ring.
    replace (2 * (n + 1))%Z with (2 * (n - 2 + 1 + 1 + 1))%Z by ring.
    rewrite !gamma_whole_step by lia.
    whole (d + n - 3 + 1)%Z; whole (d - 2 + 1)%Z; whole (n - 2 + 1)%Z.
    assert (2 <= IZR d) by (apply IZR_le; lia).
    assert (2 <= IZR n) by (apply IZR_le; lia).
    rewrite ?minus_IZR, ?plus_IZR, ?mult_IZR, ?minus_IZR, ?plus_IZR, ?mult_IZR, ?minus_IZR, ?plus_IZR; field; lra.
Qed.

Lemma harmonic_dim_le d n m : (2 <= d)%Z -> (0 <= n)%Z -> (n <= m)%Z -> harmonic_dim d n <= harmonic_dim d m.
Proof. intros; replace m with (n + (m - n))%Z by ring; apply harmonic_dim_add; lia. Qed.

(** The dimension as a number: (2n+k) n(n+1)...(n+k-1)/(n k!) with k = d - 2. *)
Fixpoint rising (n : Z) (k : nat) : Z :=
  match k with
  | O => 1
  | S j => rising n j * (n + Z.of_nat j)
  end.

Lemma gamma_rising n k : (1 <= n)%Z -> gamma_half (2 * (n + Z.of_nat k)) = IZR (rising n k) * gamma_half (2 * n).
Proof.
  intros Hn; induction k as [|k IH]; [simpl; rewrite Z.add_0_r; ring|].
  replace (2 * (n + Z.of_nat (S k)))%Z with (2 * (n + Z.of_nat k - 1 + 1 + 1))%Z by lia.
  rewrite gamma_whole_step by lia.
  replace (2 * (n + Z.of_nat k - 1 + 1))%Z with (2 * (n + Z.of_nat k))%Z by ring.
  rewrite IH; cbn [rising]; rewrite mult_IZR.
  replace (n + Z.of_nat k - 1 + 1)%Z with (n + Z.of_nat k)%Z by ring; ring.
Qed.

Lemma rising_pos n k : (1 <= n)%Z -> (1 <= rising n k)%Z.
Proof. intros; induction k; simpl; nia. Qed.

Lemma harmonic_dim_number d n a b : (2 <= d)%Z -> (1 <= n)%Z ->
  ((2 * n + d - 2) * rising n (Z.to_nat (d - 2)))%Z = a -> (n * rising 1 (Z.to_nat (d - 2)))%Z = b ->
  harmonic_dim d n = IZR a / IZR b.
Proof.
  intros Hd Hn <- <-; rewrite harmonic_dim_gamma by lia.
  replace (2 * (n + d - 2))%Z with (2 * (n + Z.of_nat (Z.to_nat (d - 2))))%Z by lia.
  replace (2 * (d - 1))%Z with (2 * (1 + Z.of_nat (Z.to_nat (d - 2))))%Z by lia.
  replace (2 * (n + 1))%Z with (2 * (n + Z.of_nat 1))%Z by lia.
  rewrite !gamma_rising by lia.
  whole n; change (gamma_half (2 * 1)) with 1.
  assert (1 <= IZR n) by (apply IZR_le; lia).
  assert (1 <= IZR (rising 1 (Z.to_nat (d - 2)))) by (apply IZR_le, rising_pos; lia).
  change (rising n 1) with (1 * (n + 0))%Z; rewrite !mult_IZR, plus_IZR; field; repeat split; lra.
Qed.

Lemma binomial_number a b p q : (0 <= b <= a)%Z ->
  rising (a - b + 1) (Z.to_nat b) = p -> rising 1 (Z.to_nat b) = q -> binomial a b = IZR p / IZR q.
Proof.
  intros H <- <-; rewrite binomial_gamma by assumption.
  replace (2 * (a + 1))%Z with (2 * (a - b + 1 + Z.of_nat (Z.to_nat b)))%Z by lia.
  replace (2 * (b + 1))%Z with (2 * (1 + Z.of_nat (Z.to_nat b)))%Z by lia.
  rewrite !gamma_rising by lia.
  whole (a - b + 1)%Z; change (gamma_half (2 * 1)) with 1.
  assert (1 <= IZR (rising 1 (Z.to_nat b))) by (apply IZR_le, rising_pos; lia).
  field; lra.
Qed.

Lemma binomial_step a b : (0 <= a)%Z -> (0 <= b)%Z -> binomial a b <= binomial (a + 1) b.
Proof.
  intros Ha Hb; destruct (Z_lt_le_dec a b) as [L|L].
  - rewrite binomial_outside by assumption; unfold binomial; destruct (_ && _)%bool; [|lra].
    unfold Binomial.C; apply Rlt_le, Rdiv_lt_0_compat; [|apply Rmult_lt_0_compat]; apply INR_fact_lt_0.
  - rewrite !binomial_gamma by lia.
    replace (a + 1 - b + 1)%Z with (a - b + 1 + 1)%Z by ring; rewrite !gamma_whole_step by lia.
    whole (a + 1)%Z; whole (b + 1)%Z; whole (a - b + 1)%Z.
    assert (0 < IZR (a - b + 1)) by (apply IZR_lt; lia).
    apply Rmult_le_reg_r with (gamma_half (2 * (b + 1)) * (IZR (a - b + 1) * gamma_half (2 * (a - b + 1)))).
    + repeat apply Rmult_lt_0_compat; assumption.
    + field_simplify; [|lra|lra].
      assert (IZR (a - b + 1) <= IZR (a + 1)) by (apply IZR_le; lia); nra.
Qed.

Lemma binomial_le a c b : (0 <= a)%Z -> (a <= c)%Z -> (0 <= b)%Z -> binomial a b <= binomial c b.
Proof.
  intros Ha Hc Hb; replace c with (a + (c - a))%Z by ring.
  pattern (c - a)%Z; apply natlike_ind; [rewrite Z.add_0_r; lra | | lia].
  intros x Hx IH; apply Rle_trans with (1 := IH); unfold Z.succ; rewrite Z.add_assoc; apply binomial_step; lia.
Qed.

Lemma binomial_predecessor d : (1 <= d)%Z -> binomial d (d - 1) = IZR d.
Proof.
  intros H; rewrite binomial_gamma by lia.
  replace (d - (d - 1) + 1)%Z with 2%Z by ring; replace (d - 1 + 1)%Z with d by ring.
  replace (d + 1)%Z with (d - 1 + 1 + 1)%Z by ring; rewrite gamma_whole_step by lia; replace (d - 1 + 1)%Z with d by ring.
  whole d; change (gamma_half (2 * 2)) with (INR 2 / 2 * 1); simpl INR; field; lra.
Qed.
