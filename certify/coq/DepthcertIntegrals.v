(** Integrals from inside, and the moments of the weight (1 - x^2)^((d-3)/2) on [-1, 1]. *)

Require Export DepthcertLemmas.

Definition is_integral (f : R -> R) (a b l : R) : Prop :=
  is_RInt_gen (V := R_NormedModule) f (at_right a) (at_left b) l.

Lemma inside a b (P : R * R -> Prop) : a < b ->
  (forall x y, a < x < y -> y < b -> P (x, y)) -> filter_prod (at_right a) (at_left b) P.
Proof.
  intros Hab H.
  assert (Hd : 0 < (b - a) / 2) by lra.
  exists (fun x => a < x < (a + b) / 2) (fun y => (a + b) / 2 < y < b).
  - exists (mkposreal _ Hd); intros x Hx Hax; split; [assumption|].
    unfold ball in Hx; simpl in Hx; unfold AbsRing_ball, abs, minus, plus, opp in Hx; simpl in Hx.
    apply Rabs_def2 in Hx; lra.
  - exists (mkposreal _ Hd); intros x Hx Hax; split; [|assumption].
    unfold ball in Hx; simpl in Hx; unfold AbsRing_ball, abs, minus, plus, opp in Hx; simpl in Hx.
    apply Rabs_def2 in Hx; lra.
  - intros x y Hx Hy; apply H; lra.
Qed.

Lemma is_integral_ext f g a b l : a < b -> (forall x, a < x < b -> f x = g x) ->
  is_integral f a b l -> is_integral g a b l.
Proof.
  intros Hab E; apply is_RInt_gen_ext; apply inside; [assumption|].
  intros x y Hx Hy z; simpl; rewrite Rmin_left, Rmax_right by lra; intros; apply E; lra.
Qed.

Lemma is_integral_derive F f a b : a < b ->
  (forall x, a < x < b -> is_derive F x (f x)) -> (forall x, a < x < b -> continuous f x) ->
  continuous F a -> continuous F b -> is_integral f a b (F b - F a).
Proof.
  intros Hab HF Hf Ca Cb.
  apply is_integral_ext with (Derive F); [assumption | intros; apply is_derive_unique, HF; assumption |].
  apply is_RInt_gen_Derive.
  - apply inside; [assumption|]; intros x y Hx Hy z; simpl; rewrite Rmin_left, Rmax_right by lra; intros Hz.
    exists (f z); apply HF; lra.
  - apply inside; [assumption|]; intros x y Hx Hy z; simpl; rewrite Rmin_left, Rmax_right by lra; intros Hz.
    apply continuous_ext_loc with f; [|apply Hf; lra].
    assert (He : 0 < Rmin (z - a) (b - z)) by (apply Rmin_pos; lra).
    exists (mkposreal _ He); intros t Ht.
    unfold ball in Ht; simpl in Ht; unfold AbsRing_ball, abs, minus, plus, opp in Ht; simpl in Ht.
    apply Rabs_def2 in Ht; generalize (Rmin_l (z - a) (b - z)) (Rmin_r (z - a) (b - z)); intros.
    symmetry; apply is_derive_unique, HF; lra.
  - apply (filterlim_filter_le_1 (G := at_right a) (F := locally a)); [apply filter_le_within | exact Ca].
  - apply (filterlim_filter_le_1 (G := at_left b) (F := locally b)); [apply filter_le_within | exact Cb].
Qed.

Lemma is_integral_plus f g a b l m : is_integral f a b l -> is_integral g a b m ->
  is_integral (fun x => f x + g x) a b (l + m).
Proof. apply (is_RInt_gen_plus (V := R_NormedModule)). Qed.

Lemma is_integral_scal f k a b l : is_integral f a b l -> is_integral (fun x => k * f x) a b (k * l).
Proof. apply (is_RInt_gen_scal (V := R_NormedModule)). Qed.

Lemma is_integral_integrable f a b l : is_integral f a b l -> integrable f a b.
Proof. intros H; exists l; exact H. Qed.

Lemma integral_unique f a b l : is_integral f a b l -> integral f a b = l.
Proof. apply (is_RInt_gen_unique (V := R_CompleteNormedModule)); apply Proper_StrongProper; typeclasses eauto. Qed.

(** * The weight *)

Definition weight (d : Z) (x : R) := powerRZ (sqrt (1 - x ^ 2)) (d - 3).

Lemma root_pos x : -1 < x < 1 -> 0 < sqrt (1 - x ^ 2).
Proof. intros; apply sqrt_lt_R0; nra. Qed.

Lemma continuous_root x : continuous (fun x => sqrt (1 - x ^ 2)) x.
Proof.
  apply (continuous_comp (fun x => 1 - x ^ 2) sqrt); [|apply continuous_sqrt].
  apply (ex_derive_continuous (fun x => 1 - x ^ 2)); auto_derive; trivial.
Qed.

Lemma continuous_power f n (x : R) : continuous f x -> continuous (fun x => f x ^ n) x.
Proof.
  intros; apply (continuous_comp f (fun y => y ^ n)); [assumption|].
  apply (ex_derive_continuous (fun y => y ^ n)); auto_derive; trivial.
Qed.

Lemma continuous_scale c f (x : R) : continuous f x -> continuous (fun x => c * f x) x.
Proof. intros; apply (continuous_mult (fun _ => c)); [apply continuous_const | assumption]. Qed.

Lemma weight_nat j x : -1 < x < 1 -> weight (Z.of_nat j + 2) x = sqrt (1 - x ^ 2) ^ j / sqrt (1 - x ^ 2).
Proof.
  intros H; unfold weight; replace (Z.of_nat j + 2 - 3)%Z with (Z.of_nat j + (-1))%Z by ring.
  assert (P := root_pos x H).
  rewrite powerRZ_add, <- pow_powerRZ by lra.
  change (powerRZ (sqrt (1 - x ^ 2)) (-1)) with (/ (sqrt (1 - x ^ 2) * 1)); rewrite Rmult_1_r; reflexivity.
Qed.

Lemma continuous_weight j k x : -1 < x < 1 ->
  continuous (fun x => x ^ k * (sqrt (1 - x ^ 2) ^ j / sqrt (1 - x ^ 2))) x.
Proof.
  intros H; assert (P := root_pos x H).
  apply (ex_derive_continuous (fun x => x ^ k * (sqrt (1 - x ^ 2) ^ j / sqrt (1 - x ^ 2)))).
  auto_derive; simpl in P |- *; replace (1 + - (x * (x * 1))) with (1 - x * (x * 1)) by ring;
  repeat split; try lra; nra.
Qed.

(** With M_k the integral of x^k times the weight, M_(k+2) (k + d) = M_k (k + 1), here for d = j + 2. *)
Lemma derive_step j k x : -1 < x < 1 ->
  is_derive (fun x => x ^ (S k) * sqrt (1 - x ^ 2) ^ (S j)) x
    ((INR (S k) - INR (S (S (k + j))) * x ^ 2) * (x ^ k * (sqrt (1 - x ^ 2) ^ j / sqrt (1 - x ^ 2)))).
Proof.
  intros H; assert (P := root_pos x H).
  assert (E : sqrt (1 - x ^ 2) * sqrt (1 - x ^ 2) = 1 - x ^ 2) by (apply sqrt_sqrt; nra).
  auto_derive.
  - repeat split; nra.
  - replace (1 + - (x * (x * 1))) with (1 - x ^ 2) by ring.
    set (s := sqrt (1 - x ^ 2)) in *; clearbody s.
    change (match k with 0%nat => 1 | S _ => INR k + 1 end) with (INR (S k)).
    change (match j with 0%nat => 1 | S _ => INR j + 1 end) with (INR (S j)).
    rewrite !S_INR, plus_INR.
    apply Rmult_eq_reg_r with s; [|lra].
    replace ((INR k + 1 - (INR k + INR j + 1 + 1) * x ^ 2) * (x ^ k * (s ^ j / s)) * s)
      with (((INR k + 1) * (s * s) - (INR j + 1) * x ^ 2) * (x ^ k * s ^ j)) by (rewrite E; field; lra).
    field; lra.
Qed.

Lemma is_integral_step j k :
  is_integral (fun x => (INR (S k) - INR (S (S (k + j))) * x ^ 2) * (x ^ k * weight (Z.of_nat j + 2) x)) (-1) 1 0.
Proof.
  apply is_integral_ext with
    (fun x => (INR (S k) - INR (S (S (k + j))) * x ^ 2) * (x ^ k * (sqrt (1 - x ^ 2) ^ j / sqrt (1 - x ^ 2)))); [lra| |].
  { intros; rewrite weight_nat by assumption; reflexivity. }
  replace 0 with (1 ^ (S k) * sqrt (1 - 1 ^ 2) ^ (S j) - (-1) ^ (S k) * sqrt (1 - (-1) ^ 2) ^ (S j)).
  - apply (is_integral_derive (fun x => x ^ (S k) * sqrt (1 - x ^ 2) ^ (S j))); [lra | apply derive_step | | |].
    + intros x H; apply (continuous_mult (fun x => INR (S k) - INR (S (S (k + j))) * x ^ 2)); [|apply continuous_weight, H].
      apply (ex_derive_continuous (fun x => INR (S k) - INR (S (S (k + j))) * x ^ 2)); auto_derive; trivial.
    + apply (continuous_mult (fun x => x ^ (S k))); [|apply continuous_power, continuous_root].
      apply (ex_derive_continuous (fun x => x ^ (S k))); auto_derive; trivial.
    + apply (continuous_mult (fun x => x ^ (S k))); [|apply continuous_power, continuous_root].
      apply (ex_derive_continuous (fun x => x ^ (S k))); auto_derive; trivial.
  - replace (1 - 1 ^ 2) with 0 by ring; replace (1 - (-1) ^ 2) with 0 by ring; rewrite sqrt_0; simpl; ring.
Qed.

Lemma is_integral_x j : is_integral (fun x => x * weight (Z.of_nat j + 2) x) (-1) 1 0.
Proof.
  apply is_integral_ext with (fun x => x ^ 1 * (sqrt (1 - x ^ 2) ^ j / sqrt (1 - x ^ 2))); [lra| |].
  { intros; rewrite weight_nat, pow_1 by assumption; reflexivity. }
  assert (P : INR (S j) <> 0) by (apply not_0_INR; lia).
  replace 0 with (- / INR (S j) * sqrt (1 - 1 ^ 2) ^ S j - - / INR (S j) * sqrt (1 - (-1) ^ 2) ^ S j).
  - apply (is_integral_derive (fun x => - / INR (S j) * sqrt (1 - x ^ 2) ^ S j)); [lra | | | |].
    + intros x H; assert (Q := root_pos x H); auto_derive.
      * repeat split; nra.
      * replace (1 + - (x * (x * 1))) with (1 - x ^ 2) by ring.
        set (s := sqrt (1 - x ^ 2)) in *; clearbody s.
        change (match j with 0%nat => 1 | S _ => INR j + 1 end) with (INR (S j)); field; lra.
    + intros x H; apply continuous_weight, H.
    + apply continuous_scale, continuous_power, continuous_root.
    + apply continuous_scale, continuous_power, continuous_root.
  - replace (1 - 1 ^ 2) with 0 by ring; replace (1 - (-1) ^ 2) with 0 by ring; ring.
Qed.

Lemma is_integral_arcsine : is_integral (weight 2) (-1) 1 PI.
Proof.
  apply is_integral_ext with (fun x => x ^ 0 * (sqrt (1 - x ^ 2) ^ 0 / sqrt (1 - x ^ 2))); [lra| |].
  { intros x H; change 2%Z with (Z.of_nat 0 + 2)%Z; rewrite weight_nat by assumption; simpl; ring. }
  assert (N : forall x, 1 + sqrt (1 - x ^ 2) <> 0) by (intros x; generalize (sqrt_pos (1 - x ^ 2)); lra).
  assert (C : forall x, continuous (fun x => 2 * atan (x / (1 + sqrt (1 - x ^ 2)))) x).
  { intros x; apply continuous_scale.
    apply (continuous_comp (fun x => x / (1 + sqrt (1 - x ^ 2))) atan).
    - apply (continuous_mult (fun x => x) (fun x => / (1 + sqrt (1 - x ^ 2)))); [apply continuous_id|].
      apply (continuous_comp (fun x => 1 + sqrt (1 - x ^ 2)) Rinv).
      + apply (continuous_plus (fun _ => 1) (fun x => sqrt (1 - x ^ 2))); [apply continuous_const | apply continuous_root].
      + apply (continuous_Rinv (1 + sqrt (1 - x ^ 2))), N.
    - apply (ex_derive_continuous atan); auto_derive; trivial. }
  replace PI with (2 * atan (1 / (1 + sqrt (1 - 1 ^ 2))) - 2 * atan (-1 / (1 + sqrt (1 - (-1) ^ 2)))).
  - apply (is_integral_derive (fun x => 2 * atan (x / (1 + sqrt (1 - x ^ 2))))); [lra | | | apply C | apply C].
    + intros x H; assert (Q := root_pos x H); specialize (N x).
      assert (E : sqrt (1 - x ^ 2) * sqrt (1 - x ^ 2) = 1 - x ^ 2) by (apply sqrt_sqrt; nra).
      auto_derive.
      * replace (1 + - (x * (x * 1))) with (1 - x ^ 2) by ring; repeat split; [nra | assumption].
      * replace (1 + - (x * (x * 1))) with (1 - x ^ 2) by ring.
        set (s := sqrt (1 - x ^ 2)) in *; clearbody s.
        field_simplify_eq; [nra | repeat split; nra].
    + intros x H; apply continuous_weight, H.
  - replace (1 - 1 ^ 2) with 0 by ring; replace (1 - (-1) ^ 2) with 0 by ring; rewrite sqrt_0, Rplus_0_r.
    replace (-1 / 1) with (- (1 / 1)) by field; rewrite atan_opp; replace (1 / 1) with 1 by field; rewrite atan_1; field.
Qed.

Lemma weight_next j x : -1 < x < 1 -> weight (Z.of_nat (S (S j)) + 2) x = (1 - x ^ 2) * weight (Z.of_nat j + 2) x.
Proof.
  intros H; assert (P := root_pos x H).
  assert (E : sqrt (1 - x ^ 2) * sqrt (1 - x ^ 2) = 1 - x ^ 2) by (apply sqrt_sqrt; nra).
  rewrite !weight_nat by assumption; set (s := sqrt (1 - x ^ 2)) in *; rewrite <- E; simpl; unfold Rdiv; ring.
Qed.

Lemma is_integral_weight j :
  is_integral (weight (Z.of_nat j + 2)) (-1) 1 (sqrt PI * gamma_nat (S j) / gamma_nat (S (S j))).
Proof.
  assert (P : 0 < sqrt PI) by (apply sqrt_lt_R0, PI_RGT_0).
  induction j as [j IH] using (well_founded_induction Wf_nat.lt_wf).
  destruct j as [|[|j]].
  - change (gamma_nat 1) with (sqrt PI); change (gamma_nat 2) with 1.
    rewrite sqrt_sqrt by (apply Rlt_le, PI_RGT_0); rewrite Rdiv_1; exact is_integral_arcsine.
  - change (gamma_nat 3) with (INR 1 / 2 * sqrt PI); change (gamma_nat 2) with 1.
    apply is_integral_ext with (fun _ => 1); [lra | intros; symmetry; reflexivity |].
    replace (sqrt PI * 1 / (INR 1 / 2 * sqrt PI)) with (1 - -1) by (simpl; field; lra).
    apply (is_integral_derive (fun x => x)); [lra | | | apply continuous_id | apply continuous_id].
    + intros; auto_derive; trivial.
    + intros; apply continuous_const.
  - specialize (IH j ltac:(lia)).
    assert (G1 := gamma_nat_pos (S j) ltac:(lia)); assert (G2 := gamma_nat_pos (S (S j)) ltac:(lia)).
    change (gamma_nat (S (S (S j)))) with (INR (S j) / 2 * gamma_nat (S j)).
    change (gamma_nat (S (S (S (S j))))) with (INR (S (S j)) / 2 * gamma_nat (S (S j))).
    assert (0 <= INR j) by apply pos_INR.
    apply is_integral_ext with (fun x => INR (S j) / INR (S (S j)) * weight (Z.of_nat j + 2) x
      + / INR (S (S j)) * ((INR 1 - INR (S (S (0 + j))) * x ^ 2) * (x ^ 0 * weight (Z.of_nat j + 2) x))); [lra| |].
    { intros x Hx; rewrite weight_next by assumption; change (0 + j)%nat with j; rewrite !S_INR; simpl; field; lra. }
    replace (sqrt PI * (INR (S j) / 2 * gamma_nat (S j)) / (INR (S (S j)) / 2 * gamma_nat (S (S j)))) with
      (INR (S j) / INR (S (S j)) * (sqrt PI * gamma_nat (S j) / gamma_nat (S (S j))) + / INR (S (S j)) * 0)
      by (rewrite !S_INR; field; lra).
    apply is_integral_plus; apply is_integral_scal; [exact IH | apply is_integral_step].
Qed.

Fixpoint moment (d : R) (k : nat) : R :=
  match k with
  | O => 1
  | S O => 0
  | S (S i) => (INR i + 1) / (INR i + d) * moment d i
  end.

Definition mass (d : Z) : R := sqrt PI * gamma_half (d - 1) / gamma_half d.

Lemma is_integral_moment d k : (2 <= d)%Z ->
  is_integral (fun x => x ^ k * weight d x) (-1) 1 (moment (IZR d) k * mass d).
Proof.
  intros Hd; replace d with (Z.of_nat (Z.to_nat (d - 2)) + 2)%Z by lia; set (j := Z.to_nat (d - 2)); clearbody j.
  assert (M : mass (Z.of_nat j + 2) = sqrt PI * gamma_nat (S j) / gamma_nat (S (S j))).
  { unfold mass, gamma_half; do 2 f_equal; [|f_equal]; f_equal; lia. }
  assert (J : 0 <= INR j) by apply pos_INR.
  rewrite plus_IZR, <- INR_IZR_INZ.
  induction k as [k IH] using (well_founded_induction Wf_nat.lt_wf).
  destruct k as [|[|k]].
  - simpl; rewrite Rmult_1_l, M; apply is_integral_ext with (2 := fun x _ => eq_sym (Rmult_1_l _)); [lra|].
    apply is_integral_weight.
  - simpl; rewrite Rmult_0_l; apply is_integral_ext with (fun x => x * weight (Z.of_nat j + 2) x);
      [lra | intros; ring | apply is_integral_x].
  - specialize (IH k ltac:(lia)); assert (0 <= INR k) by apply pos_INR.
    apply is_integral_ext with (fun x => INR (S k) / INR (S (S (k + j))) * (x ^ k * weight (Z.of_nat j + 2) x)
      + - / INR (S (S (k + j))) * ((INR (S k) - INR (S (S (k + j))) * x ^ 2) * (x ^ k * weight (Z.of_nat j + 2) x)));
      [lra| |].
    { intros x Hx; rewrite !S_INR, plus_INR; simpl; field; lra. }
    replace (moment (INR j + 2) (S (S k)) * mass (Z.of_nat j + 2)) with
      (INR (S k) / INR (S (S (k + j))) * (moment (INR j + 2) k * mass (Z.of_nat j + 2)) + - / INR (S (S (k + j))) * 0)
      by (cbn [moment]; rewrite !S_INR, plus_INR; field; lra).
    apply is_integral_plus; apply is_integral_scal; [exact IH | apply is_integral_step].
Qed.
